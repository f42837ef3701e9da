// The page that starts and shows trainings.

import { getJson, postJson } from './api.js';
import { Chart } from './chart.js';
import { $, announce, toast } from './messages.js';

const KINDS = ['second', 'third', 'fourth', 'fifth'];
let runs = [], current = null, events = null, rows = [], reportOf = '';
const compared = new Map();      // names of runs to compare with, and their epochs
let recipes = null, schema = null;

const charts = {
  psnr: new Chart($('chart-psnr'), { name: 'Validation PSNR in dB', format: (v) => `${v.toFixed(2)} dB` }),
  loss: new Chart($('chart-loss'), { name: 'Loss', format: (v) => v.toPrecision(4) }),
  rate: new Chart($('chart-rate'), { name: 'Learning rate', format: (v) => v.toPrecision(3) }),
};

// The list.

async function refreshList() {
  try {
    runs = await getJson('/api/runs');
  } catch (error) {
    return toast(error.message);
  }
  $('no-runs').hidden = runs.length > 0;
  $('runs').replaceChildren(...runs.map(entryOf));
}

function entryOf(run) {
  const item = document.createElement('li');
  item.className = run.state;
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'entry' });
  button.setAttribute('aria-pressed', String(run.name === current));
  const name = Object.assign(document.createElement('strong'), { textContent: run.name });
  const facts = Object.assign(document.createElement('span'), {
    textContent: [stateWord(run.state), `${run.completed} of ${run.epochs} epochs`, run.psnr && `${run.psnr.toFixed(2)} dB`].filter(Boolean).join(' · '),
  });
  button.append(name, facts);
  button.addEventListener('click', () => select(run.name));
  item.append(button);
  if (current && run.name !== current && run.completed > 0) {
    const label = document.createElement('label');
    label.className = 'compare';
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: compared.has(run.name) });
    label.append(box, 'Compare');
    label.title = `Show ${run.name} in the same charts`;
    box.setAttribute('aria-label', `Compare with ${run.name}`);
    box.addEventListener('change', () => compare(run.name, box));
    item.append(label);
  }
  return item;
}

const stateWord = (state) => ({ running: 'Training', finished: 'Finished', stopped: 'Stopped' })[state];

async function compare(name, box) {
  if (!box.checked) {
    compared.delete(name);
    return drawCharts();
  }
  if (compared.size >= KINDS.length) {
    box.checked = false;
    return toast(`At most ${KINDS.length} other runs can be compared.`);
  }
  const source = new EventSource(`/api/events?run=${encodeURIComponent(name)}`);
  source.onmessage = ({ data }) => {
    compared.set(name, JSON.parse(data).rows ?? []);
    source.close();
    drawCharts();
  };
}

// One run.

function select(name) {
  current = name;
  compared.delete(name);
  history.replaceState(null, '', `#${encodeURIComponent(name)}`);
  for (const [id, isShown] of [['run', true], ['form-card', false], ['nothing', false]]) $(id).hidden = !isShown;
  $('report-card').open = false;
  rows = [];
  reportOf = '';
  drawCharts();
  refreshList();
  events?.close();
  events = new EventSource(`/api/events?run=${encodeURIComponent(name)}`);
  events.onmessage = ({ data }) => show(JSON.parse(data));
  events.onerror = () => { if (events.readyState === EventSource.CLOSED) toast('The run is gone, or the server has stopped.'); };
}

let lastState = '';
function show({ summary, rows: newRows, training }) {
  $('run-name').textContent = summary.name;
  $('run-description').textContent = [summary.recipe, summary.description].filter(Boolean).join(': ');
  if (newRows) {
    rows = newRows;
    drawCharts();
    fillTable();
  }
  const isActive = training && ['preparing', 'training', 'evaluating'].includes(training.phase);
  const isRunning = isActive || summary.state === 'running';
  $('stop').hidden = !isActive;
  $('resume').hidden = isRunning || summary.state !== 'stopped';
  $('progress').hidden = !isRunning && !training?.message;
  $('phase').textContent = training ? ({ preparing: 'Preparing', training: `Epoch ${training.epoch} of ${training.epochs}`, evaluating: 'Evaluating on the test images', finished: 'Finished', stopped: 'Stopped', failed: 'Failed' })[training.phase]
    : isRunning ? 'Training in a terminal' : '';
  $('left').textContent = training?.seconds_left ? `${time(training.seconds_left)} left` : '';
  $('bar').hidden = !isRunning;
  if (training && training.fraction > 0) $('bar').value = training.fraction;
  else if (!training && summary.epochs) $('bar').value = summary.completed / summary.epochs;
  else $('bar').removeAttribute('value');
  $('message').textContent = training?.message ?? '';
  $('message').hidden = !training?.message;
  $('message').classList.toggle('error', training?.phase === 'failed');
  $('figure-epoch').textContent = `${isActive && training.epoch ? training.epoch : summary.completed} of ${summary.epochs}`;
  $('figure-psnr').textContent = summary.psnr === null ? '–' : `${summary.psnr.toFixed(2)} dB`;
  const loss = isActive ? training.loss : rows.at(-1)?.train_loss;
  $('figure-loss').textContent = loss === null || loss === undefined ? '–' : loss.toPrecision(4);
  $('figure-speed-title').textContent = isActive ? 'Speed' : 'Training time';
  $('figure-speed').textContent = isActive ? (training.images_per_second ? `${Math.round(training.images_per_second)} images/s` : '–')
    : rows.length ? time(rows.at(-1).seconds) : '–';
  $('report-card').hidden = !summary.has_report;
  const version = `${summary.name} ${summary.changed} ${summary.state}`;
  if ($('report-card').open && reportOf !== version) loadReport(version);
  $('report-card').dataset.version = version;
  const state = `${training?.phase ?? summary.state}`;
  if (state !== lastState) refreshList();
  if (lastState && state !== lastState) announce(`${summary.name}: ${$('phase').textContent || stateWord(summary.state)}.`);
  lastState = state;
}

function loadReport(version) {
  reportOf = version;
  $('report').src = `/api/report?run=${encodeURIComponent(current)}&at=${Date.now()}`;
}

function drawCharts() {
  const others = [...compared].map(([name, epochs], i) => ({ name, epochs, kind: KINDS[i] }));
  const line = (name, kind, epochs, field) => ({ name, kind, points: epochs.map((row) => [row.epoch, row[field] ?? NaN]) });
  const name = current ?? '';
  const all = (field) => [line(name, 'first', rows, field), ...others.map((o) => line(o.name, o.kind, o.epochs, field))];
  charts.psnr.show(all('validation_psnr'));
  charts.rate.show(all('rate'));
  charts.loss.show(others.length ? all('validation_loss')
    : [line('validation', 'first', rows, 'validation_loss'), line('training', 'training', rows, 'train_loss')]);
}

function fillTable() {
  $('rows').replaceChildren(...rows.map((row) => {
    const line = document.createElement('tr');
    const cells = [row.epoch, row.train_loss?.toPrecision(5), row.validation_loss?.toPrecision(5), row.validation_psnr?.toFixed(3), row.rate.toPrecision(3), time(row.seconds)];
    line.append(...cells.map((cell) => Object.assign(document.createElement('td'), { textContent: cell ?? '–' })));
    return line;
  }));
}

// A new training.

async function openForm() {
  for (const [id, isShown] of [['run', false], ['form-card', true], ['nothing', false]]) $(id).hidden = !isShown;
  events?.close();
  current = null;
  refreshList();
  if (!recipes) {
    [recipes, schema] = await Promise.all([getJson('/api/recipes'), getJson('/api/recipe-schema')]);
    $('recipe').replaceChildren(...recipes.map(({ name }) => new Option(name, name)));
  }
  fillForm();
  $('recipe').focus();
}

function fillForm() {
  const { name, description, recipe } = recipes.find((r) => r.name === $('recipe').value);
  $('recipe-description').textContent = description;
  $('name').value = freeName(name);
  $('form-error').hidden = true;
  const own = { properties: {}, title: 'Training', isOpen: true };
  const groups = [own];
  for (const [key, value] of Object.entries(schema.properties)) {
    if (['$schema', 'name', 'description'].includes(key)) continue;
    if (value.type === 'object') groups.push({ title: key[0].toUpperCase() + key.slice(1), prefix: `${key}.`, properties: value.properties, values: recipe[key] ?? {} });
    else own.properties[key] = value;
  }
  own.values = recipe;
  $('groups').replaceChildren(...groups.map(groupOf));
}

function freeName(base) {
  const used = new Set(runs.map((run) => run.name));
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}-${i}`;
    if (!used.has(name)) return name;
  }
}

function groupOf({ title, prefix = '', properties, values, isOpen = false }) {
  const group = document.createElement('details');
  group.open = isOpen;
  group.append(Object.assign(document.createElement('summary'), { textContent: title }));
  const fields = document.createElement('div');
  fields.className = 'fields';
  for (const [key, property] of Object.entries(properties)) fields.append(fieldOf(prefix + key, key, property, values[key]));
  group.append(fields);
  return group;
}

function fieldOf(path, key, property, value) {
  const field = document.createElement('div');
  field.className = 'field';
  const id = `field-${path}`;
  const types = [property.type ?? []].flat();
  let input;
  if (property.enum && !types.length) {
    input = document.createElement('select');
    input.append(...property.enum.map((choice) => new Option(String(choice), String(choice))));
    input.value = String(value ?? property.default);
  } else if (types[0] === 'boolean') {
    input = document.createElement('select');
    input.append(new Option('yes', 'true'), new Option('no', 'false'));
    input.value = String(value ?? property.default ?? false);
  } else {
    const isLong = property.items?.type === 'object';
    input = Object.assign(document.createElement(isLong ? 'textarea' : 'input'), { autocomplete: 'off', spellcheck: false });
    if (!isLong) input.type = 'text';
    input.inputMode = types.includes('integer') ? 'numeric' : types.includes('number') ? 'decimal' : 'text';
    input.value = value === undefined ? '' : value === null ? 'null' : Array.isArray(value) && !isLong ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  input.id = id;
  input.dataset.path = path;
  input.dataset.initial = input.value;
  input.setAttribute('aria-describedby', `${id}-help`);
  const label = Object.assign(document.createElement('label'), { htmlFor: id, textContent: key.replaceAll('_', ' ') });
  const range = property.minimum !== undefined && property.maximum !== undefined ? ` ${property.minimum} to ${property.maximum}.` : '';
  const help = Object.assign(document.createElement('p'), { id: `${id}-help`, className: 'help', textContent: (property.description ?? '') + range });
  field.append(label, input, help);
  return field;
}

async function start(event) {
  event.preventDefault();
  const changes = {};
  for (const input of $('groups').querySelectorAll('[data-path]')) {
    if (input.value !== input.dataset.initial) changes[input.dataset.path] = input.value.trim().replaceAll(', ', ',');
  }
  try {
    const { name } = await postJson('/api/runs', { recipe: $('recipe').value, name: $('name').value.trim(), changes });
    select(name);
  } catch (error) {
    $('form-error').textContent = error.message;
    $('form-error').hidden = false;
  }
}

async function act(path) {
  try {
    await postJson(`${path}?run=${encodeURIComponent(current)}`);
  } catch (error) {
    toast(error.message);
  }
}

// Words.

function time(seconds) {
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

$('new').addEventListener('click', () => openForm().catch((error) => toast(error.message)));
$('form-cancel').addEventListener('click', () => {
  $('form-card').hidden = true;
  $('nothing').hidden = false;
  $('new').focus();
});
$('recipe').addEventListener('change', fillForm);
$('form').addEventListener('submit', start);
$('stop').addEventListener('click', () => act('/api/stop'));
$('resume').addEventListener('click', () => act('/api/resume'));
$('report-card').addEventListener('toggle', () => {
  if ($('report-card').open) loadReport($('report-card').dataset.version);
});

await refreshList();
const asked = decodeURIComponent(location.hash.slice(1));
if (runs.some((run) => run.name === asked)) select(asked);
else if (runs.length > 0) select(runs[0].name);
setInterval(refreshList, 10_000);
