import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from "@tanstack/virtual-core";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";

type Rows = Virtualizer<HTMLElement, HTMLElement>;

/** What a list says about its rows. `measured` rows may differ in height; then `rowHeight` is only a first estimate. */
interface RowOptions {
  readonly count: number;
  readonly rowHeight: number;
  readonly scroller: () => HTMLElement | null;
  readonly keyOf?: (index: number) => string | number;
  /** Height in pixels of a head above the rows that stays in view. Default: 0 */
  readonly headHeight?: number;
}

/**
 * Renders only the rows in view, plus a few above and below, so that 100,000 rows cost as little as twenty.
 * Returns the virtualizer of TanStack Virtual; the component renders again when the view scrolls or rows change height.
 */
export function useVirtualRows({ count, rowHeight, scroller, keyOf, headHeight = 0 }: RowOptions): Rows {
  const [, renderAgain] = useReducer((times: number, _: undefined) => times + 1, 0);
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count,
    estimateSize: () => rowHeight,
    getScrollElement: scroller,
    getItemKey: keyOf ?? ((index) => index),
    overscan: 8,
    // The head takes the place of rows at the end of the view.
    scrollPaddingEnd: headHeight,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => renderAgain(undefined),
  };
  const [rows] = useState<Rows>(() => new Virtualizer(options));
  rows.setOptions(options);
  useLayoutEffect(() => rows._didMount(), []);
  useLayoutEffect(() => rows._willUpdate());
  useLayoutEffect(() => rows.measure(), [rowHeight]);
  return rows;
}
