import { InputError, plainAddress } from "../errors.ts";
import { keyOption } from "./model-key.ts";

/** The option's name in messages. */
export const urlOption = "the option url (--llm-url)";

/**
 * Checks a base address and removes slashes from its end.
 * @param source where the user gave it, for messages
 * @throws InputError
 */
export function baseAddress(address: string, source = urlOption): string {
  const place = source.replace(/^the/, "The");
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new InputError(`${place} must be an http or https address, such as http://localhost:8080/v1.`);
  }
  const { username, password, search, hash } = new URL(address);
  if (username !== "" || password !== "") {
    throw new InputError(
      `${place} must not contain a user name or password; put the key into an environment variable and name it with ${keyOption}.`,
    );
  }
  if (search !== "" || hash !== "") {
    throw new InputError(`${place} must not contain "?" or "#"; give the base address only.`);
  }
  return plainAddress(address).replace(/\/+$/, "");
}

/** Adds /v1 to an address without a path: users of Ollama give the server's bare address. */
export function ollamaAddress(url: string): string {
  const address = baseAddress(url);
  return new URL(address).pathname === "/" ? `${address}/v1` : address;
}

/**
 * Returns Ollama's address by the environment variable OLLAMA_HOST: an address, or a host with or without a port. The
 * value for "all interfaces" is replaced by this machine's.
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
