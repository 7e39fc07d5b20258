import type { Page } from 'playwright-core';

/** What the pages are measured by in their computed styles; lengths in CSS px, `[]` is none wrong. */
export type Looks = {
  /** texts whose colour is too near to what lies behind them, with the ratio */
  faint: string[];
  /** texts smaller than 18 px */
  small: string[];
  /** texts whose lines are nearer than 1.3 of their size */
  tight: string[];
  /** what is pressed and is less than 60 px wide or high */
  narrow: string[];
};

/**
 * Measures every text and every target that is visible on the page. Contrast is that of the computed colour over the
 * backgrounds of what the text stands in, as painted: WCAG 2.2, 1.4.3; without `large`, all text is asked for 4.5:1 whatever its size (elder mode).
 */
export async function measured(page: Page, { large = true, least }: Asked = {}): Promise<Looks> {
  return page.evaluate(measure, { large, least });
}
/** `large`: large text may be fainter; `least`: the ratio asked for of every text, whatever its size. */
type Asked = { large?: boolean; least?: number };

/** Runs in the page, so it must not use anything from outside itself. */
function measure({ large, least }: Asked): Looks {
  type Rgba = [number, number, number, number];
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const known = new Map<string, Rgba>();
  const rgba = (css: string): Rgba => {
    let found = known.get(css);
    if (!found) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = css;
      pen.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = pen.getImageData(0, 0, 1, 1).data;
      found = [r, g, b, a / 255];
      known.set(css, found);
    }
    return found;
  };
  const over = (top: Rgba, under: Rgba): Rgba => {
    const a = top[3];
    const mix = (i: 0 | 1 | 2) => top[i] * a + under[i] * (1 - a);
    return [mix(0), mix(1), mix(2), 1];
  };
  const light = ([r, g, b]: Rgba) => {
    const part = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ratio = (one: Rgba, other: Rgba) => {
    const [high, low] = [light(one), light(other)].sort((x, y) => y - x) as [number, number];
    return (high + 0.05) / (low + 0.05);
  };
  const styles = new Map<Element, CSSStyleDeclaration>();
  const style = (one: Element) => {
    const found = styles.get(one) ?? getComputedStyle(one);
    styles.set(one, found);
    return found;
  };
  const grounds = new Map<Element, Rgba | null>();
  /** What is painted behind the contents of an element; null over a picture. */
  const ground = (one: Element | null): Rgba | null => {
    if (!one) return rgba(style(document.documentElement).getPropertyValue('--paper') || '#ffffff');
    let found = grounds.get(one);
    if (found === undefined) {
      const own = rgba(style(one).backgroundColor);
      if (style(one).backgroundImage.includes('url(')) found = null;
      else if (own[3] === 1) found = own;
      else {
        const under = ground(one.parentElement);
        found = under && over(own, under);
      }
      grounds.set(one, found);
    }
    return found;
  };
  const seen = (one: Element) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const clipped = (one: Element) => {
    const { width, height } = one.getBoundingClientRect();
    return width <= 1 || height <= 1;
  };
  const name = (one: Element, text: string) =>
    `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''} “${text.trim().slice(0, 24)}”`;
  const looks: Looks = { faint: [], small: [], tight: [], narrow: [] };

  const unread = 'script, style, noscript, option, [disabled], [aria-disabled="true"], [aria-hidden="true"]';
  const readable: [Element, string][] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.nodeValue?.trim() && node.parentElement) readable.push([node.parentElement, node.nodeValue]);
  for (const one of document.querySelectorAll<HTMLInputElement>('input, select, textarea'))
    if (!/^(checkbox|radio|hidden|file|range|color)$/.test(one.type)) readable.push([one, one.value]);

  for (const [one, text] of readable) {
    if (one.closest(unread) || !seen(one) || clipped(one)) continue;
    const css = style(one);
    const size = Number.parseFloat(css.fontSize);
    const inDrawing = one instanceof SVGElement;
    if (size < 17.95 && !inDrawing) looks.small.push(`${name(one, text)}: ${size}`);
    const lines = Number.parseFloat(css.lineHeight);
    if (!inDrawing && lines < size * 1.3 - 0.05) looks.tight.push(`${name(one, text)}: ${lines}/${size}`);
    const behind = ground(one);
    if (!behind) continue;
    const reached = ratio(over(rgba(inDrawing ? css.fill : css.color), behind), behind);
    const big = size >= 24 || (size >= 18.66 && Number(css.fontWeight) >= 700);
    if (reached < (least ?? (large && big ? 3 : 4.5)) - 0.01)
      looks.faint.push(`${name(one, text)}: ${reached.toFixed(2)}`);
  }

  const targets =
    'a[href], button, .btn, input:not([type=hidden]), select, textarea, summary, [role=tab], [role=option], [role=slider], [tabindex="0"]';
  for (const one of document.querySelectorAll<HTMLElement>(targets)) {
    if (!seen(one) || clipped(one)) continue;
    // a tick box is hit by its whole label
    const hit = one.matches('[type=checkbox], [type=radio]') ? (one.closest('label') ?? one) : one;
    // a link in a sentence keeps the line of the sentence (WCAG 2.5.8, inline)
    if (one.matches('a') && style(one).display === 'inline') continue;
    const { width, height } = hit.getBoundingClientRect();
    if (width > 1 && (width < 59.5 || height < 59.5))
      looks.narrow.push(
        `${name(one, one.textContent || one.ariaLabel || '')}: ${Math.round(width)} × ${Math.round(height)}`,
      );
  }
  return looks;
}
