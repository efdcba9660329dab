import { signal } from "@preact/signals";
import { addressOf, type Route, routeOf } from "./addresses.ts";

/** Where the page is. */
export const route = signal<Route>(routeOf(location.hash));

/** Follows the address of the browser. */
export function followAddress(): void {
  addEventListener("hashchange", () => {
    route.value = routeOf(location.hash);
  });
}

/** Goes to another screen. */
export function goTo(to: Route): void {
  location.hash = addressOf(to);
}
