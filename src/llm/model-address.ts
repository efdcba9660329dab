import { InputError, plainAddress } from "../errors.ts";
import { keyOption } from "./model-key.ts";

/** How messages name the option. */
export const urlOption = "the option url (--llm-url)";

/**
 * A base address as the user gave it, without slashes at its end.
 * @param source where it was given, for messages
 * @throws InputError
 */
export function baseAddress(address: string, source = urlOption): string {
  const place = source.replace(/^the/, "The");
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new InputError(`${place} must be an http or https address, as http://localhost:8080/v1.`);
  }
  const { username, password, search, hash } = new URL(address);
  if (username !== "" || password !== "") {
    throw new InputError(
      `${place} must hold no user name or password: keep the key in an environment variable and name it with ${keyOption}.`,
    );
  }
  if (search !== "" || hash !== "") {
    throw new InputError(`${place} must hold no "?" or "#": give the base address alone.`);
  }
  return plainAddress(address).replace(/\/+$/, "");
}

/** Ollama's users know their server by its bare address. */
export function ollamaAddress(url: string): string {
  const address = baseAddress(url);
  return new URL(address).pathname === "/" ? `${address}/v1` : address;
}

/**
 * Where OLLAMA_HOST says that Ollama is: an address, or a host with or without a port. For the
 * server it may say "on all interfaces", which is no address to ask.
 * @throws InputError
 */
export function defaultOllamaAddress({
  OLLAMA_HOST = "",
}: Readonly<Record<string, string | undefined>>): string {
  const host = OLLAMA_HOST.trim() || "127.0.0.1";
  const hasScheme = host.includes("://");
  const url = new URL(
    baseAddress(hasScheme ? host : `http://${host}`, "the environment variable OLLAMA_HOST"),
  );
  if (!hasScheme && !/:\d+\/*$/.test(host)) url.port = "11434";
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.hostname === "[::]") url.hostname = "[::1]";
  return `${url.href.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1`;
}
