import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { threadId } from "node:worker_threads";
import { codeOf } from "./file-errors.ts";

/** The process and thread that a lock or an unfinished file belongs to. */
export interface Owner {
  /** Identifies the machine since its start, or the container, in which `process` is a process number. */
  readonly host: string;
  readonly process: number;
  /** Start time of the process in units of the system. Empty if the system does not report it. */
  readonly start: string;
  readonly thread: number;
}

/** Length of the identifier of a host, in hex digits. */
const hostLength = 12;

let self: Owner | undefined;

/** Returns the calling thread as an owner. */
export function thisOwner(): Owner {
  self ??= {
    host: hostIdentity(),
    process: process.pid,
    start: startOf(process.pid),
    thread: threadId,
  };
  return self;
}

/**
 * Returns whether an owner is still running.
 *
 * A process number alone is not enough: it is used again after its process has ended, and process 1 of a container always
 * exists. On Linux, the start time tells processes with the same number apart. An owner on another machine, in another
 * container or in another thread of this process is unknown.
 * @returns "self" for the calling thread
 */
export function stateOfOwner(owner: Owner): "self" | "alive" | "dead" | "unknown" {
  const here = thisOwner();
  if (owner.host !== here.host) return "unknown";
  if (!exists(owner.process)) return "dead";
  const start = startOf(owner.process);
  if (start !== "" && owner.start !== "" && start !== owner.start) return "dead";
  if (owner.process === here.process) return owner.thread === here.thread ? "self" : "unknown";
  return start !== "" && start === owner.start ? "alive" : "unknown";
}

/** Returns an owner as a part of a file name, for files whose content cannot name their owner. */
export function ownerName({ host, process, start, thread }: Owner): string {
  return [host, ...[process, Number(start || 0), thread].map((number) => number.toString(36))].join("-");
}

/** Parses the result of ownerName. @returns undefined for any other text */
export function parseOwnerName(text: string): Owner | undefined {
  const parts = /^([0-9a-f]{12})-([0-9a-z]{1,11})-([0-9a-z]{1,11})-([0-9a-z]{1,11})$/.exec(text);
  if (parts === null) return undefined;
  const [process, start, thread] = parts.slice(2).map((digits) => Number.parseInt(digits, 36));
  return { host: parts[1], process, start: start === 0 ? "" : String(start), thread };
}

function exists(number: number): boolean {
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    // A check of another user's process is forbidden, which shows that the process exists.
    return codeOf(error) === "EPERM";
  }
}

/** Reads field 22 of Linux's /proc/PID/stat. The second field is a name in brackets that may hold blanks. */
function startOf(number: number): string {
  const stat = attempt(() => readFileSync(`/proc/${number}/stat`, "latin1"));
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Returns an identifier of the machine since its start and of the container: process numbers begin again in each of them. */
function hostIdentity(): string {
  const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1"));
  const namespace = attempt(() => readlinkSync("/proc/self/ns/pid"));
  return createHash("sha256")
    .update(JSON.stringify([hostname(), boot, namespace]))
    .digest("hex")
    .slice(0, hostLength);
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
