// Requests to the server. Every error is a Problem, whose message can be shown as it is.

export class Problem extends Error {
  constructor(problem) {
    super(problem.detail ?? 'The server gave no reason.');
    this.title = problem.title ?? 'Error';
    this.status = problem.status ?? 0;
    this.got = problem.got;
    this.retryAfter = problem.retryAfter;
  }
}

async function checked(request) {
  let response;
  try {
    response = await request;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem({ title: 'No connection', detail: 'Hush does not answer. Is it still running in the terminal?' });
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ detail: `The server answered ${response.status}.` }));
  throw new Problem({ ...problem, status: response.status, retryAfter: Number(response.headers.get('Retry-After')) || undefined });
}

export const getJson = async (url) => (await checked(fetch(url))).json();

export const getBlob = async (url, signal) => (await checked(fetch(url, { signal }))).blob();

export async function postJson(url, body) {
  const options = { method: 'POST' };
  if (body !== undefined) Object.assign(options, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const response = await checked(fetch(url, options));
  return response.status === 204 ? null : response.json();
}

export const remove = (url) => fetch(url, { method: 'DELETE', keepalive: true }).catch(() => {});

// Sends a file and calls `report` for each line of the answer. Resolves with the last event.
export async function upload(file, parameters, report, signal) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== ''));
  const response = await checked(fetch(`/api/images?${query}`, {
    method: 'POST', body: file, signal, headers: { 'Content-Type': 'application/octet-stream' },
  }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '', last = null;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      last = JSON.parse(line);
      if (last.event === 'failed') throw new Problem(last.problem);
      report(last);
    }
  }
  if (last?.event !== 'done') throw new Problem({ title: 'Interrupted', detail: 'The server stopped before the photo was clean. Try again.' });
  return last;
}

// Only true for a page that this machine serves to itself.
for (const promise of document.querySelectorAll('.promise')) promise.hidden = !['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
