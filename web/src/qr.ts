// A QR code as a picture.
const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

/** Dark on light in every theme, with the quiet zone that readers need. rows: 1 for dark. label: what it is, in words. */
export function drawn(rows: readonly string[], label: string): SVGElement {
  const size = rows.length + 2 * QUIET;
  const svg = shape("svg", { viewBox: `0 0 ${size} ${size}`, class: "qr", role: "img", "aria-label": label });
  const dark = rows.flatMap((row, y) => [...row].map((cell, x) => (cell === "1" ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""))).join("");
  svg.append(shape("rect", { width: String(size), height: String(size), fill: "#ffffff" }), shape("path", { d: dark, fill: "#000000" }));
  return svg;
}

function shape(tag: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
