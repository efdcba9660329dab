import "../shared/theme.css";
import "./style/parts.css";
import "./style/shell.css";
import "./style/projects.css";
import "./style/workbench.css";
import "./style/texts.css";
import "./style/screens.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { listenForShortcuts } from "./state/keys.ts";
import { followAddress } from "./state/route.ts";
import { followTheme } from "./state/theme.ts";

followTheme();
followAddress();
listenForShortcuts();
const place = document.getElementById("app");
if (place !== null) render(<App />, place);
