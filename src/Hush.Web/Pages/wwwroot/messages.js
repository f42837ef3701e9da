// Short messages, the same on both pages: for screen readers, and as a note that disappears by itself.

export const $ = (id) => document.getElementById(id);

export const announce = (text) => { $('announcer').textContent = text; };

let toastTimer;
export function toast(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, 6000);
}
