import { useSignal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import type { TreeNodeView, TreeView } from "../../src/report/report-data.ts";
import { count, percent } from "../shared/numbers.ts";
import { Confusion } from "./confusion.tsx";
import { ClassName } from "./visible.tsx";

/** Number of nodes below one node that are shown at once. More make a long list that nobody reads. */
const pageSize = 25;
/** Number of matches of a search that are shown. */
const shownMatches = 25;

/** Positions of the nodes below each node; those at the top are below undefined. */
type Children = ReadonlyMap<number | undefined, readonly number[]>;

/** A tree of classes that is opened node by node, and what is confused at its top. */
export function ClassTreeSection({ tree }: { readonly tree: TreeView }) {
  const { kind, nodes, top, leftOut } = tree;
  const children = useMemo(() => childrenOf(nodes), [nodes]);
  const wanted = useSignal("");
  const id = useId();
  const needle = wanted.value.trim().toLowerCase();
  const matches =
    needle === "" ? [] : [...nodes.keys()].filter((i) => nodes[i].name.toLowerCase().includes(needle));
  return (
    <>
      <p>
        {kind === "groups"
          ? "Similar classes are grouped for reading; groups have no effect on answers. "
          : "Each node has the rows of all classes below it. "}
        The bar shows answers with the right class, then answers with another class of the same{" "}
        {kind === "groups" ? "group" : "node"}; the rest goes elsewhere. Those with the most errors come
        first.
        {leftOut > 0 && ` ${count(leftOut)} nodes are left out.`}
      </p>
      <div class="search">
        <label for={id}>Find</label>
        <input
          id={id}
          type="search"
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
        />
        {needle !== "" && (
          <span class="muted" role="status">
            {count(matches.length)} of {count(nodes.length)}
          </span>
        )}
      </div>
      {needle === "" ? (
        <Branch nodes={nodes} below={children} parent={undefined} />
      ) : (
        <ul class="tree">
          {matches.slice(0, shownMatches).map((i) => (
            <li key={i}>
              <NodeLine node={nodes[i]} name={nodes[i].name} />
            </li>
          ))}
        </ul>
      )}
      <h3>{kind === "groups" ? "Which groups are confused?" : "What is confused at the top of the tree?"}</h3>
      <Confusion
        name={`Confusion matrix of the ${kind === "groups" ? "groups" : "top of the tree"}`}
        view={top}
        mostConfused={[]}
      />
    </>
  );
}

interface BranchProps {
  readonly nodes: readonly TreeNodeView[];
  readonly below: Children;
  readonly parent: number | undefined;
}

/** The nodes below one node. What is below them is drawn when it is opened, so that thousands of classes stay quick. */
function Branch({ nodes, below, parent }: BranchProps) {
  const limit = useSignal(pageSize);
  const own = below.get(parent) ?? [];
  return (
    <ul class="tree">
      {own.slice(0, limit.value).map((i) => (
        <li key={i}>
          {below.has(i) ? (
            <Opened nodes={nodes} below={below} parent={i} />
          ) : (
            <NodeLine node={nodes[i]} name={lastPart(nodes, i)} />
          )}
        </li>
      ))}
      {own.length > limit.value && (
        <li>
          <button
            type="button"
            onClick={() => {
              limit.value += 4 * pageSize;
            }}
          >
            {count(own.length - limit.value)} more
          </button>
        </li>
      )}
    </ul>
  );
}

function Opened({ nodes, below, parent }: BranchProps & { readonly parent: number }) {
  const isOpen = useSignal(false);
  return (
    <details
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        <NodeLine node={nodes[parent]} name={lastPart(nodes, parent)} />
      </summary>
      {isOpen.value && <Branch nodes={nodes} below={below} parent={parent} />}
    </details>
  );
}

/** One node: its name, a bar, and its figures. */
function NodeLine({ node, name }: { readonly node: TreeNodeView; readonly name: string }) {
  const { classes, rows, correct, inside } = node;
  const isInner = classes > 1 || inside > correct;
  const share = (part: number) => `${rows === 0 ? 0 : (100 * part) / rows}%`;
  return (
    <span class="node">
      <span class="node-name">
        <ClassName label={name} />
        {isInner && <span class="muted"> {count(classes)} classes</span>}
      </span>
      <span class="node-bar" aria-hidden="true">
        <span class="node-correct" style={{ width: share(correct) }} />
        <span class="node-inside" style={{ width: share(inside - correct) }} />
      </span>
      <span class="node-figures">
        {rows === 0 ? (
          <span class="muted">no rows</span>
        ) : (
          <>
            {percent(correct / rows)} correct
            {isInner && <span class="muted">, {percent(inside / rows)} inside</span>}
            <span class="muted">
              {" "}
              of {count(rows)} {rows === 1 ? "row" : "rows"}
            </span>
          </>
        )}
      </span>
    </span>
  );
}

/** Returns the part of a path that the node above does not have. */
function lastPart(nodes: readonly TreeNodeView[], i: number): string {
  const { name, parent } = nodes[i];
  const start = parent === undefined ? "" : `${nodes[parent].name} > `;
  return name.startsWith(start) ? name.slice(start.length) : name;
}

function childrenOf(nodes: readonly TreeNodeView[]): Children {
  const found = new Map<number | undefined, number[]>();
  for (const [i, { parent }] of nodes.entries()) found.set(parent, [...(found.get(parent) ?? []), i]);
  return found;
}
