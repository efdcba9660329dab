import { useEffect, useRef } from "preact/hooks";

/**
 * Shows a plot in the width that there is, and draws it again if the width changes.
 * @param draw makes the plot for a width in CSS pixels
 */
export function Plotted({
  draw,
  maxWidth = 1080,
}: {
  readonly draw: (width: number) => HTMLElement | SVGElement;
  readonly maxWidth?: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let drawn = 0;
    const update = () => {
      const width = Math.min(maxWidth, Math.floor(element.clientWidth));
      if (width === drawn || width <= 0) return;
      drawn = width;
      element.replaceChildren(draw(width));
    };
    update();
    const observer = new ResizeObserver(update);
    observer.observe(element);
    return () => observer.disconnect();
  }, [draw, maxWidth]);
  return <div class="plot" ref={place} />;
}
