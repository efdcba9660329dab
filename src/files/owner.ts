import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { threadId } from "node:worker_threads";
import { codeOf } from "./file-errors.ts";

/** The thread of a process that a lock or an unfinished file belongs to. */
export interface Owner {
  /** Identifies the set of process numbers that `process` is one of: a machine since its start, or a container. */
  readonly host: string;
  readonly process: number;
  /** When the process started, in units of the system. Empty on a system that does not say. */
  readonly start: string;
  readonly thread: number;
}

/** Length of a host's identity in hex digits. */
const hostLength = 12;

let self: Owner | undefined;

/** Returns the owner that stands for the calling thread. */
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
 * Says whether an owner is still there.
 *
 * A process number alone proves nothing. It is given again after its process has ended, and process 1 of a container
 * is always there. On Linux the start time tells processes with one number apart. Of an owner on another machine, in
 * another container or in another thread of this process nothing is known.
 * @returns "self" for the calling thread.
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

/** Returns an owner as a part of a file's name, for files whose content cannot say whose they are. */
export function ownerName({ host, process, start, thread }: Owner): string {
  return [host, ...[process, Number(start || 0), thread].map((number) => number.toString(36))].join("-");
}

/** The inverse of ownerName. @returns undefined for any other text */
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
    // Asking about another user's process is forbidden, which proves that it is there.
    return codeOf(error) === "EPERM";
  }
}

/** Reads field 22 of Linux's /proc/PID/stat. The second field is a name in brackets that may hold blanks. */
function startOf(number: number): string {
  const stat = attempt(() => readFileSync(`/proc/${number}/stat`, "latin1"));
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Process numbers start anew with the machine and in each container, so both are part of the identity. */
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
