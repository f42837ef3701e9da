// Shows an image before and after on one canvas: divided, zoomed and moved together, blended by the strength.

const MAX_SCALE = 32;
const MAX_FIT = 2;               // small images are enlarged to at most this
const STEP = 1.25;
const MIN_REDUCTION = 1.5;      // a copy of half the size is drawn if that is closer to the size on the screen
const RESIDUAL_SPREAD = 34;     // standard deviation of the shown residual, in steps of 255

export class Viewer {
  constructor({ stage, canvas, split, onZoom, onDivider }) {
    Object.assign(this, { stage, canvas, split, onZoom, onDivider });
    this.context = canvas.getContext('2d', { alpha: false });
    this.view = 'compare';
    this.strength = 1;
    this.before = this.after = null;
    this.scale = 1;             // device pixels per image pixel
    this.x = this.y = 0;        // position of the image's corner in device pixels
    this.isFitted = true;
    this.pointers = new Map();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(stage);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  // Shows bitmaps of equal size; `after` is null while the image is being cleaned. Keeps the view if the size stays.
  show(before, after) {
    const isOther = !this.before || !before || this.size.width !== before.width || this.size.height !== before.height;
    this.before?.full.close();
    this.after?.full.close();
    this.before = before && new Levels(before);
    this.after = after && new Levels(after);
    this.gain = null;
    if (isOther) this.isFitted = true;
    if (before) this.stage.style.setProperty('--ratio', before.width / before.height);
    this.split.disabled = !after;
    this.resize();
  }

  get size() { return this.before.full; }

  set(values) {
    Object.assign(this, values);
    this.draw();
  }

  resize() {
    const ratio = devicePixelRatio || 1;
    const box = this.stage.getBoundingClientRect();
    const width = Math.max(1, Math.round(box.width * ratio)), height = Math.max(1, Math.round(box.height * ratio));
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    if (this.isFitted) this.fit();
    else this.moveTo(this.x, this.y);
  }

  get fitScale() {
    if (!this.before) return 1;
    const { width, height } = this.canvas;
    return Math.min(width / this.size.width, height / this.size.height, MAX_FIT * (devicePixelRatio || 1));
  }

  fit() {
    if (!this.before) return this.draw();
    this.isFitted = true;
    this.scale = this.fitScale;
    this.moveTo(0, 0);
  }

  // Zooms so that the point (in device pixels) stays where it is.
  zoomTo(scale, at = { x: this.canvas.width / 2, y: this.canvas.height / 2 }) {
    if (!this.before) return;
    const next = Math.min(MAX_SCALE, Math.max(this.fitScale, scale));
    if (next <= this.fitScale * 1.001) return this.fit();
    const factor = next / this.scale;
    this.scale = next;
    this.isFitted = false;
    this.moveTo(at.x - (at.x - this.x) * factor, at.y - (at.y - this.y) * factor);
  }

  zoomBy(factor, at) { this.zoomTo(this.scale * factor, at); }

  moveTo(x, y) {
    if (this.before) {
      this.x = within(x, this.canvas.width, this.size.width * this.scale);
      this.y = within(y, this.canvas.height, this.size.height * this.scale);
    }
    this.draw();
  }

  draw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  paint() {
    const { context, canvas } = this;
    const style = getComputedStyle(this.stage);
    context.globalAlpha = 1;
    context.fillStyle = style.getPropertyValue('--stage');
    context.fillRect(0, 0, canvas.width, canvas.height);
    this.stage.classList.toggle('zoomed', !this.isFitted);
    this.onZoom?.(this.scale, this.isFitted);
    if (!this.before) return;
    const view = this.after ? this.view : 'before';
    const fraction = Number(this.split.value) / 100;
    const divider = Math.round(canvas.width * fraction);
    this.stage.style.setProperty('--split', `${fraction * 100}%`);
    if (view === 'removed') return this.paintRemoved();
    if (view === 'before') return this.paintImage(context, 0, canvas.width, 0);
    if (view === 'after') return this.paintImage(context, 0, canvas.width, this.strength);
    this.paintImage(context, 0, divider, 0);
    this.paintImage(context, divider, canvas.width, this.strength);
  }

  // Draws the columns from `left` to `right`; a strength of 0 is the image before.
  paintImage(context, left, right, strength) {
    if (right <= left) return;
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, this.canvas.height);
    context.clip();
    context.imageSmoothingEnabled = this.scale < 2;
    context.imageSmoothingQuality = 'medium';
    const box = [this.x, this.y, this.size.width * this.scale, this.size.height * this.scale];
    if (strength < 1) context.drawImage(this.before.at(this.scale), ...box);
    context.globalAlpha = strength;
    if (strength > 0) context.drawImage(this.after.at(this.scale), ...box);
    context.restore();
  }

  // Mid-gray plus the amplified difference, for what is visible.
  paintRemoved() {
    const { width, height } = this.canvas;
    const read = (strength) => {
      const part = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
      part.fillStyle = '#808080';
      part.fillRect(0, 0, width, height);
      this.paintImage(part, 0, width, strength);
      return part.getImageData(0, 0, width, height);
    };
    this.gain ??= this.measureGain();
    const result = read(0), after = read(this.strength);
    const from = after.data, to = result.data;
    for (let i = 0; i < to.length; i += 4) {
      for (let c = i; c < i + 3; c++) to[c] = 128 + this.gain * (to[c] - from[c]);
    }
    const right = Math.min(width, this.x + this.size.width * this.scale), bottom = Math.min(height, this.y + this.size.height * this.scale);
    const x = Math.max(0, Math.round(this.x)), y = Math.max(0, Math.round(this.y));
    this.context.putImageData(result, 0, 0, x, y, Math.round(right) - x, Math.round(bottom) - y);
  }

  // The amplification that makes the residual of the image's middle well visible.
  measureGain() {
    const side = Math.min(512, this.size.width, this.size.height);
    const sample = (level) => {
      const part = new OffscreenCanvas(side, side).getContext('2d', { alpha: false, willReadFrequently: true });
      part.drawImage(level.full, (side - level.full.width) / 2, (side - level.full.height) / 2);
      return part.getImageData(0, 0, side, side).data;
    };
    const a = sample(this.before), b = sample(this.after);
    let squares = 0;
    for (let i = 0; i < a.length; i += 4) squares += (a[i + 1] - b[i + 1]) ** 2;
    const sigma = Math.sqrt(squares / (a.length / 4));
    return Math.min(16, Math.max(1, RESIDUAL_SPREAD / Math.max(sigma, 0.5)));
  }

  listen() {
    const { canvas, stage } = this;
    const at = (event) => {
      const box = canvas.getBoundingClientRect(), ratio = canvas.width / box.width;
      return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
    };
    this.split.addEventListener('input', () => {
      this.onDivider?.();
      this.draw();
    });
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, at(event));
      stage.classList.toggle('panning', !this.isFitted);
    });
    canvas.addEventListener('pointermove', (event) => {
      const old = this.pointers.get(event.pointerId);
      if (!old) return;
      const now = at(event);
      if (this.pointers.size === 1) {
        if (!this.isFitted) this.moveTo(this.x + now.x - old.x, this.y + now.y - old.y);
      } else {
        const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
        const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
        this.moveTo(this.x + (now.x - old.x) / 2, this.y + (now.y - old.y) / 2);
        this.zoomBy(distance(now, other) / Math.max(1, distance(old, other)), middle);
      }
      this.pointers.set(event.pointerId, now);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(end, (event) => {
        this.pointers.delete(event.pointerId);
        if (this.pointers.size === 0) stage.classList.remove('panning');
      });
    }
    // Two fingers zoom the picture, not the page.
    canvas.addEventListener('touchmove', (event) => {
      if (event.touches.length > 1) event.preventDefault();
    }, { passive: false });
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.zoomBy(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), at(event));
    }, { passive: false });
    canvas.addEventListener('dblclick', (event) => this.isFitted ? this.zoomTo(1, at(event)) : this.fit());
    canvas.addEventListener('keydown', (event) => {
      const move = 60 * (devicePixelRatio || 1);
      const actions = {
        '+': () => this.zoomBy(STEP), '=': () => this.zoomBy(STEP), '-': () => this.zoomBy(1 / STEP),
        '0': () => this.fit(), '1': () => this.zoomTo(1),
        ArrowLeft: () => this.moveTo(this.x + move, this.y), ArrowRight: () => this.moveTo(this.x - move, this.y),
        ArrowUp: () => this.moveTo(this.x, this.y + move), ArrowDown: () => this.moveTo(this.x, this.y - move),
      };
      if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
      event.preventDefault();
      actions[event.key]();
    });
  }
}

// A bitmap with smaller copies, so that a large photo is drawn quickly and without aliasing when it is zoomed out.
class Levels {
  constructor(bitmap) {
    this.full = bitmap;
    this.smaller = [];
  }

  at(scale) {
    let level = this.full;
    for (let i = 0; level.width > 512 && scale * this.full.width * MIN_REDUCTION < level.width; i++) {
      this.smaller[i] ??= half(level);
      level = this.smaller[i];
    }
    return level;
  }
}

function half(bitmap) {
  const canvas = new OffscreenCanvas(Math.max(1, bitmap.width >> 1), Math.max(1, bitmap.height >> 1));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const within = (position, window, image) =>
  image <= window ? (window - image) / 2 : Math.min(0, Math.max(window - image, position));

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
