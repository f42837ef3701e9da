// A line chart as SVG: one or more series over the epochs, with readable ticks and the values under the pointer.

const NS = 'http://www.w3.org/2000/svg';
const HEIGHT = 240, LEFT = 58, RIGHT = 14, TOP = 14, BOTTOM = 30;

export class Chart {
  constructor(element, { name, format = (v) => v.toPrecision(3) }) {
    Object.assign(this, { element, name, format, series: [] });
    this.pointed = null;
    new ResizeObserver(() => this.draw()).observe(element);
    element.addEventListener('pointermove', (event) => this.point(event.clientX - element.getBoundingClientRect().left));
    element.addEventListener('pointerleave', () => this.point(null));
  }

  // series: [{ name, kind, points: [[x, y], ...] }]; points without a value are left out.
  show(series) {
    this.series = series.map((s) => ({ ...s, points: s.points.filter(([, y]) => Number.isFinite(y)) })).filter((s) => s.points.length);
    this.draw();
  }

  draw() {
    const width = this.element.clientWidth;
    if (!width) return;
    const svg = node('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: 'img', 'aria-label': this.summary() });
    this.element.replaceChildren(svg, this.legend());
    const points = this.series.flatMap((s) => s.points);
    if (points.length === 0) {
      svg.append(text('Appears after the first epoch', width / 2, HEIGHT / 2, 'empty', 'middle'));
      return;
    }
    const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
    const xTicks = ticks(Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1), Math.max(3, Math.floor((width - LEFT) / 44)), true);
    const yTicks = ticks(Math.min(...ys), Math.max(...ys), 5);
    const [x0, x1] = [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1)];
    const [y0, y1] = [Math.min(yTicks[0], ...ys), Math.max(yTicks.at(-1), ...ys)];
    const x = (v) => LEFT + (v - x0) / (x1 - x0) * (width - LEFT - RIGHT);
    const y = (v) => HEIGHT - BOTTOM - (v - y0) / (y1 - y0 || 1) * (HEIGHT - TOP - BOTTOM);
    Object.assign(this, { x, y, xs: [...new Set(xs)].sort((a, b) => a - b), width, svg });
    for (const tick of yTicks) {
      svg.append(node('line', { class: 'rule', x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick) }));
      svg.append(text(short(tick, yTicks), LEFT - 8, y(tick) + 4, 'tick', 'end'));
    }
    for (const tick of xTicks) svg.append(text(String(tick), x(tick), HEIGHT - 9, 'tick', 'middle'));
    for (const { kind, points: line } of this.series) {
      svg.append(node('polyline', { class: `series ${kind}`, points: line.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(' ') }));
      if (line.length < 40) for (const [a, b] of line) svg.append(node('circle', { class: `dot ${kind}`, cx: x(a), cy: y(b), r: line.length === 1 ? 4 : 2.6 }));
    }
    this.mark = node('g', {});
    svg.append(this.mark);
  }

  point(position) {
    this.mark?.replaceChildren();
    if (position === null || !this.mark) return;
    const nearest = this.xs.reduce((best, v) => Math.abs(this.x(v) - position) < Math.abs(this.x(best) - position) ? v : best);
    const values = this.series.map((s) => ({ ...s, value: s.points.find(([v]) => v === nearest)?.[1] })).filter((s) => s.value !== undefined);
    const at = this.x(nearest);
    this.mark.append(node('line', { class: 'pointer', x1: at, x2: at, y1: TOP, y2: HEIGHT - BOTTOM }));
    for (const { kind, value } of values) this.mark.append(node('circle', { class: `dot big ${kind}`, cx: at, cy: this.y(value), r: 4.5 }));
    const label = `${nearest}: ${values.map((s) => this.format(s.value)).join(' / ')}`;
    this.mark.append(text(label, at, TOP - 2, 'value', at < 110 ? 'start' : at > this.width - 110 ? 'end' : 'middle'));
  }

  legend() {
    const list = document.createElement('ul');
    list.className = 'legend';
    if (this.series.length < 2) return list;
    for (const { name, kind } of this.series) {
      const item = document.createElement('li');
      const line = document.createElement('span');
      line.className = `swatch ${kind}`;
      item.append(line, name);
      list.append(item);
    }
    return list;
  }

  summary() {
    const parts = this.series.map((s) => `${s.name}: ${this.format(s.points.at(-1)[1])} after epoch ${s.points.at(-1)[0]}`);
    return `${this.name}. ${parts.join(', ') || 'No epochs yet'}.`;
  }
}

function node(name, attributes) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function text(content, x, y, kind, anchor) {
  const element = node('text', { x, y, class: kind, 'text-anchor': anchor });
  element.textContent = content;
  return element;
}

// Multiples of 1, 2 or 5 times a power of ten around a range.
function ticks(low, high, count, isInteger = false) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / count, power = 10 ** Math.floor(Math.log10(rough));
  let step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  if (isInteger) step = Math.max(1, Math.round(step));
  const first = isInteger ? Math.ceil(low / step) * step : Math.floor(low / step) * step;
  const found = [];
  for (let v = first; v <= high + step * (isInteger ? 1e-6 : 0.999); v += step) found.push(Number(v.toPrecision(12)));
  return found;
}

function short(value, all) {
  const step = Math.abs(all[1] - all[0]) || Math.abs(value) || 1;
  const largest = Math.max(...all.map(Math.abs));
  if (value !== 0 && (largest < 1e-3 || largest >= 1e5)) return value.toExponential(1).replace('e-', 'e−');
  return value === 0 ? '0' : value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}
