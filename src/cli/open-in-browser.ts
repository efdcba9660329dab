import { spawn } from "node:child_process";

/** Milliseconds after which a program that still runs counts as having opened the page. */
const patience = 1500;

/** Opens a link in the user's browser. @returns whether that seems to have worked */
export function openInBrowser(link: string, platform: string = process.platform): Promise<boolean> {
  const [program, ...words] = openerOf(platform);
  return new Promise((resolve) => {
    const opener = spawn(program, [...words, link], { stdio: "ignore", detached: true });
    const timer = setTimeout(() => {
      opener.unref();
      resolve(true);
    }, patience);
    const end = (isOpen: boolean) => {
      clearTimeout(timer);
      resolve(isOpen);
    };
    opener.once("error", () => end(false));
    opener.once("exit", (status) => end(status === 0));
  });
}

/** Returns the program that opens links. The link is one argument, so no shell reads it. */
function openerOf(platform: string): readonly string[] {
  if (platform === "darwin") return ["open"];
  return platform === "win32" ? ["rundll32", "url.dll,FileProtocolHandler"] : ["xdg-open"];
}
