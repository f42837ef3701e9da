// The page that cleans photos: a list of them, one at a time through the server, one of them shown.

import { getBlob, getJson, postJson, remove, upload } from './api.js';
import { $, announce, toast } from './messages.js';
import { Viewer } from './viewer.js';

const items = [];
let current = null, shown = null, isBusy = false, server = null, loading = 0;

const viewer = new Viewer({
  stage: $('stage'), canvas: $('canvas'), split: $('split'),
  onZoom: (scale, isFitted) => {
    $('zoom-level').textContent = `${Math.round(scale * 100)}%`;
    $('zoom-fit').disabled = isFitted;
  },
  onDivider: () => $('split').setAttribute('aria-valuetext', `${$('split').value}% before`),
});

// Adding photos.

function add(files) {
  const added = files.map((file) => ({
    file, name: file.name || 'pasted.png', state: 'waiting', strength: 100, model: 'auto', sigma: '', progress: null, element: null,
  }));
  if (added.length === 0) return;
  items.push(...added);
  $('start').hidden = true;
  $('work').hidden = false;
  for (const item of added) {
    addThumb(item);
    drawThumb(item, item.file);
  }
  announce(added.length === 1 ? `${added[0].name} added.` : `${added.length} photos added.`);
  if (!current || current.state === 'failed') select(added[0]);
  else refresh();
  next();
}

async function addFolderFiles(files) {
  const known = new Set((server ?? await serverInfo).extensions);
  const images = files.filter((file) => known.has(file.name.slice(file.name.lastIndexOf('.')).toLowerCase()) && !file.name.startsWith('.'));
  if (images.length === 0) return toast('There are no images in this folder.');
  add(images);
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) break;
    for (const inner of entries) found.push(...await filesOf(inner));
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

// Cleaning.

async function next() {
  if (isBusy) return;
  const item = current?.state === 'waiting' ? current : items.find((i) => i.state === 'waiting');
  if (!item) return;
  isBusy = true;
  await clean(item);
  isBusy = false;
  next();
}

async function clean(item) {
  Object.assign(item, { state: 'working', progress: null, error: null, abort: new AbortController(), title: 'Sending' });
  refresh(item);
  try {
    if (server && item.file.size > server.limits.upload_bytes)
      throw new Error(`The file has ${Math.ceil(item.file.size / 1e6)} MB, more than the limit of ${Math.floor(server.limits.upload_bytes / 1e6)} MB.`);
    const done = await withRetries(item, () => upload(
      item.file, { name: item.name, model: item.model === 'auto' ? undefined : item.model, sigma: item.sigma }, (event) => follow(item, event), item.abort.signal));
    if (item.id) remove(`/api/images/${item.id}`);
    Object.assign(item, { state: 'done', id: done.id, result: done.name, seconds: done.seconds, found: done.found });
    if (item.needsThumb) drawThumb(item, await getBlob(`/api/images/${item.id}/before`));
    announce(`${item.name} is clean. ${done.found.noise}`);
  } catch (error) {
    const isCanceled = error.name === 'AbortError';
    Object.assign(item, { state: isCanceled ? (item.id ? 'done' : 'canceled') : 'failed', error: isCanceled ? null : error.message });
    announce(isCanceled ? `${item.name} was canceled.` : `${item.name}: ${error.message}`);
  }
  if (!items.includes(item)) return item.id && remove(`/api/images/${item.id}`);
  refresh(item);
  if (item === current) load();
}

async function withRetries(item, work) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error.status !== 429) throw error;
      item.title = 'Waiting: the server is busy';
      refresh(item);
      await pause((error.retryAfter ?? 2) * 1000, item.abort.signal);
    }
  }
}

function follow(item, event) {
  if (event.event === 'queued') item.title = `Waiting for ${event.ahead} other${event.ahead === 1 ? '' : 's'}`;
  if (event.event === 'opened') Object.assign(item, { size: event, title: 'Measuring the noise' });
  if (event.event === 'progress') {
    item.title = event.fraction > 0 ? 'Cleaning' : 'Measuring the noise';
    item.progress = event;
  }
  refresh(item);
}

const pause = (time, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, time);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    reject(signal.reason);
  });
});

// Showing one photo.

function select(item) {
  current = item;
  refresh();
  load();
  item?.element.querySelector('button').scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

// Loads the pictures of the selected photo. Whatever is selected meanwhile wins.
async function load() {
  const item = current, ticket = ++loading;
  const isStale = () => ticket !== loading;
  if (!item) return;
  note('');
  if (shown !== item) viewer.show(null, null);
  shown = item;
  try {
    if (item.state === 'done') {
      const urls = [`/api/images/${item.id}/before`, `/api/images/${item.id}/after`];
      const bitmaps = await Promise.all(urls.map(async (url) => createImageBitmap(await getBlob(url))));
      if (isStale()) return;
      viewer.set({ strength: item.strength / 100 });
      viewer.show(...bitmaps);
    } else if (item.state === 'failed') {
      viewer.show(null, null);
      note(item.error, true);
    } else {
      const before = await createImageBitmap(item.file).catch(() => null);
      if (isStale()) return;
      viewer.show(before, null);
      if (!before) note('The preview appears when the photo is read.');
    }
  } catch (error) {
    if (isStale()) return;
    if (error.status === 404) {
      item.id = null;
      item.state = 'waiting';        // the result has expired: clean it again
      refresh(item);
      next();
    } else {
      note(error.message, true);
    }
  }
  refreshStage();
}

function note(text, isError = false) {
  $('stage-note').textContent = text;
  $('stage-note').hidden = !text;
  $('stage-note').classList.toggle('error', isError);
}

function refresh(item) {
  for (const changed of item ? [item] : items) refreshThumb(changed);
  const doneCount = items.filter((i) => i.state === 'done').length;
  $('download-all').hidden = items.length < 2;
  $('download-all').disabled = doneCount === 0;
  $('download-all').textContent = doneCount > 1 ? `Download ${doneCount} as zip` : 'Download all as zip';
  $('strength-all').hidden = items.length < 2;
  if (item && item !== current) return;
  refreshStage();
  refreshPanel();
}

function refreshStage() {
  const item = current;
  if (!item) return;
  const isDone = item.state === 'done', isWorking = item.state === 'working' || item.state === 'waiting';
  const view = isDone ? viewer.view : 'before';
  const isDivided = isDone && view === 'compare';
  for (const id of ['split', 'split-line', 'split-arrows']) $(id).toggleAttribute('hidden', !isDivided);
  $('chip-before').hidden = !(isDivided || view === 'before') || item.state === 'failed';
  $('chip-after').hidden = !(isDivided || view === 'after' || view === 'removed');
  $('chip-after').textContent = view === 'removed' ? 'Removed noise, amplified' : 'After';
  $('canvas').setAttribute('aria-label', `${item.name}: ${{ compare: 'before and after', before: 'before', after: 'after', removed: 'removed noise' }[view]}`);
  for (const input of $('views').querySelectorAll('input')) input.disabled = !isDone;
  $('working').hidden = !isWorking;
  if (!isWorking) return;
  const { fraction, seconds_left: left } = item.progress ?? {};
  $('working-title').textContent = item.state === 'waiting' ? 'Waiting for the others' : item.title;
  $('working-left').textContent = fraction > 0 ? `${Math.round(fraction * 100)}%${left ? `, ${time(left)} left` : ''}` : '';
  if (fraction > 0) $('working-bar').value = fraction;
  else $('working-bar').removeAttribute('value');
}

function refreshPanel() {
  const item = current;
  if (!item) return;
  const { found, size } = item, isDone = item.state === 'done';
  $('photo-name').textContent = item.name;
  $('photo-facts').textContent = [
    size && `${size.width} × ${size.height}`, size && (size.channels === 1 ? 'gray' : 'color'), size && `${size.bit_depth === 32 ? 'float' : `${size.bit_depth} bits`}`,
    size?.format, isDone && `${item.seconds < 10 ? item.seconds.toFixed(1) : Math.round(item.seconds)} s`,
  ].filter(Boolean).join(' · ');
  $('found').textContent = isDone ? found.noise
    : { waiting: 'Not measured yet.', working: 'Being measured.', canceled: 'Canceled before it was measured.', failed: 'The photo could not be cleaned.' }[item.state];
  $('found-model').textContent = isDone && found.model && !found.unchanged
    ? `Cleaned with ${found.model}${found.level ? ` at level ${found.level}` : ''}.` : '';
  $('strength').value = item.strength;
  $('strength').disabled = isDone && found.unchanged;
  $('strength-value').textContent = `${item.strength}%`;
  $('model').value = item.model;
  $('sigma').value = item.sigma;
  $('again').textContent = item.state === 'failed' || item.state === 'canceled' ? 'Try again' : 'Clean again';
  $('again').disabled = item.state === 'working' || item.state === 'waiting';
  if (item.state === 'failed' || item.state === 'canceled') $('adjust').open = true;
  $('notes').replaceChildren(...(isDone ? found.notes : []).map((text) => Object.assign(document.createElement('li'), { textContent: text })));
  $('notes-block').hidden = !isDone || found.notes.length === 0;
  $('download').disabled = !isDone;
  $('download').querySelector('span').textContent = isDone && found.unchanged ? 'Download copy' : 'Download';
}

// Thumbnails.

function addThumb(item) {
  const element = document.createElement('li');
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  const canvas = Object.assign(document.createElement('canvas'), { width: 152, height: 120 });
  const badge = document.createElement('span');
  badge.className = 'badge';
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  icon.setAttribute('class', 'icon');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(document.createElementNS('http://www.w3.org/2000/svg', 'use'));
  badge.append(icon);
  button.append(canvas);
  element.append(button, badge);
  button.addEventListener('click', () => select(item));
  button.addEventListener('keydown', (event) => {
    const index = items.indexOf(item);
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Delete') return drop(item);
    if (to === undefined || !items[to]) return;
    event.preventDefault();
    select(items[to]);
    items[to].element.querySelector('button').focus();
  });
  item.element = element;
  $('thumbs').append(element);
}

function refreshThumb(item) {
  const { element } = item;
  element.className = `thumb ${item.state}`;
  const button = element.querySelector('button');
  button.setAttribute('aria-pressed', String(item === current));
  button.setAttribute('aria-label', `${item.name}, ${{ waiting: 'waiting', working: 'being cleaned', done: 'clean', failed: 'failed', canceled: 'canceled' }[item.state]}`);
  element.querySelector('use').setAttribute('href', item.state === 'done' ? '#i-check' : '#i-alert');
}

async function drawThumb(item, blob) {
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (!bitmap) return item.needsThumb = true;
  const canvas = item.element.querySelector('canvas');
  const scale = Math.max(canvas.width / bitmap.width, canvas.height / bitmap.height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, (canvas.width - bitmap.width * scale) / 2, (canvas.height - bitmap.height * scale) / 2, bitmap.width * scale, bitmap.height * scale);
  bitmap.close();
}

function drop(item) {
  item.abort?.abort();
  if (item.id) remove(`/api/images/${item.id}`);
  const index = items.indexOf(item);
  items.splice(index, 1);
  item.element.remove();
  if (items.length === 0) return reset();
  if (item === current) {
    select(items[Math.min(index, items.length - 1)]);
    current.element.querySelector('button').focus();
  }
}

function reset() {
  current = shown = null;
  loading++;
  viewer.show(null, null);
  $('work').hidden = true;
  $('start').hidden = false;
  $('choose').focus();
}

// Downloads.

async function download() {
  const item = current;
  const label = $('download').querySelector('span');
  $('download').disabled = true;
  label.textContent = 'Preparing';
  try {
    const blob = await getBlob(`/api/images/${item.id}/result?strength=${item.strength}`);
    const url = URL.createObjectURL(blob);
    Object.assign(document.createElement('a'), { href: url, download: item.result }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    announce(`${item.result} downloaded.`);
  } catch (error) {
    toast(error.message);
    if (error.status === 404) load();
  }
  refreshPanel();
}

async function downloadAll() {
  try {
    const done = items.filter((item) => item.state === 'done');
    const { url } = await postJson('/api/zips', { items: done.map((item) => ({ id: item.id, strength: item.strength })) });
    Object.assign(document.createElement('a'), { href: url, download: 'clean-images.zip' }).click();
    announce('The zip file is being downloaded.');
  } catch (error) {
    const expired = error.status === 404 && items.filter((item) => item.state === 'done' && error.got === item.id);
    if (!expired?.length) return toast(error.message);
    for (const item of expired) Object.assign(item, { state: 'waiting', id: null });
    refresh();
    next();
    toast('Some results have expired and are cleaned again. Download the zip file when they are ready.');
  }
}

// Words.

function time(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// Everything that can be clicked, dropped, pasted or typed.

for (const id of ['choose', 'add']) $(id).addEventListener('click', () => $('files').click());
$('choose-folder').addEventListener('click', () => $('folder').click());
$('files').addEventListener('change', ({ target }) => {
  add([...target.files]);
  target.value = '';
});
$('folder').addEventListener('change', ({ target }) => {
  addFolderFiles([...target.files]);
  target.value = '';
});

let drags = 0;
addEventListener('dragenter', (event) => {
  event.preventDefault();
  drags++;
  $('veil').hidden = false;
});
addEventListener('dragleave', () => { $('veil').hidden = --drags > 0; });
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', async (event) => {
  event.preventDefault();
  drags = 0;
  $('veil').hidden = true;
  const entries = [...event.dataTransfer.items].filter((i) => i.kind === 'file').map((i) => i.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...event.dataTransfer.files];
  if (!entries.some((entry) => entry.isDirectory)) return add(files);
  addFolderFiles((await Promise.all(entries.map(filesOf))).flat());
});
addEventListener('paste', (event) => {
  const files = [...event.clipboardData?.files ?? []];
  if (files.length === 0) return;
  event.preventDefault();
  add(files);
});

$('views').addEventListener('change', ({ target }) => {
  viewer.set({ view: target.value });
  refreshStage();
});
$('zoom-in').addEventListener('click', () => viewer.zoomBy(1.5));
$('zoom-out').addEventListener('click', () => viewer.zoomBy(1 / 1.5));
$('zoom-fit').addEventListener('click', () => viewer.fit());
$('zoom-level').addEventListener('click', () => viewer.zoomTo(1));
$('remove').addEventListener('click', () => drop(current));
$('cancel').addEventListener('click', () => {
  if (current.state === 'working') return current.abort.abort();
  current.state = 'canceled';
  refresh(current);
  load();
});
$('strength').addEventListener('input', ({ target }) => {
  current.strength = Number(target.value);
  $('strength-value').textContent = `${current.strength}%`;
  viewer.set({ strength: current.strength / 100 });
});
$('strength-all').addEventListener('click', () => {
  for (const item of items) item.strength = current.strength;
  announce(`Strength ${current.strength}% for all photos.`);
});
$('model').addEventListener('change', ({ target }) => { current.model = target.value; });
$('sigma').addEventListener('change', ({ target }) => { current.sigma = target.value; });
$('again').addEventListener('click', () => {
  current.state = 'waiting';
  refresh(current);
  load();
  next();
});
$('download').addEventListener('click', download);
$('download-all').addEventListener('click', downloadAll);
$('clear').addEventListener('click', () => {
  for (const item of [...items]) drop(item);
});
addEventListener('pagehide', () => {
  for (const item of items) if (item.id) remove(`/api/images/${item.id}`);
});

const serverInfo = getJson('/api');
serverInfo.then((info) => {
  server = info;
  $('files').accept = [...info.extensions, 'image/*'].join(',');
  for (const { name, description } of info.models) {
    $('model').append(new Option(description ? `${name}: ${description}` : name, name));
  }
}).catch((error) => toast(error.message));
