// Draws /docs from /openapi.json. Text only ever enters the page as text, never as markup.
'use strict';

const make = (tag, text, cls) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (cls) node.className = cls;
  return node;
};

const resolve = (api, thing) =>
  thing && thing.$ref
    ? thing.$ref.slice(2).split('/').reduce((at, key) => at[key], api)
    : thing;

// A schema with its references opened, down to a depth at which people still read.
const open = (api, schema, depth = 0) => {
  const it = resolve(api, schema);
  if (!it || typeof it !== 'object' || depth > 6) return it;
  if (Array.isArray(it)) return it.map(item => open(api, item, depth + 1));
  return Object.fromEntries(
    Object.entries(it).map(([key, value]) => [key, open(api, value, depth + 1)]));
};

const row = (...cells) => {
  const tr = make('tr');
  for (const cell of cells) {
    const td = make('td');
    td.append(cell);
    tr.append(td);
  }
  return tr;
};

const typeOf = schema =>
  !schema ? '' : schema.enum ? schema.enum.join(' | ') : [].concat(schema.type || '').join(' | ');

const parametersOf = (api, operation) => {
  const all = (operation.parameters || []).map(p => resolve(api, p));
  if (!all.length) return null;
  const table = make('table');
  for (const p of all)
    table.append(row(
      make('code', p.name), `${p.in}${p.required ? ', required' : ''}`,
      make('code', typeOf(p.schema)), p.description || ''));
  return table;
};

const answersOf = (api, operation) => {
  const table = make('table');
  for (const [status, ref] of Object.entries(operation.responses)) {
    const answer = resolve(api, ref);
    const media = Object.values(answer.content || {})[0];
    const cell = make('div', answer.description);
    if (media && media.schema && !status.startsWith('4') && status !== 'default') {
      const shape = make('details');
      shape.append(make('summary', 'shape'),
        make('pre', JSON.stringify(open(api, media.schema), null, 2)));
      cell.append(shape);
    }
    table.append(row(make('code', status), cell));
  }
  return table;
};

const trial = (api, method, path, operation) => {
  const form = make('form');
  const inputs = (operation.parameters || []).map(p => resolve(api, p)).map(p => {
    const label = make('label', `${p.name} `);
    const input = make('input');
    input.placeholder = p.example || '';
    label.append(input);
    form.append(label);
    return [p, input];
  });
  const body = operation.requestBody && make('textarea');
  if (body) {
    const media = resolve(api, operation.requestBody).content['application/json'];
    body.rows = 5;
    body.value = media.example ? JSON.stringify(media.example, null, 2) : '{}';
    form.append(body);
  }
  const send = make('button', 'Try');
  const result = make('pre');
  result.hidden = true;
  form.append(send, result);
  form.addEventListener('submit', async event => {
    event.preventDefault();
    let target = path;
    const query = new URLSearchParams();
    const headers = {};
    for (const [p, input] of inputs) {
      if (!input.value) continue;
      if (p.in === 'path') target = target.replace(`{${p.name}}`, encodeURIComponent(input.value));
      if (p.in === 'query') query.set(p.name, input.value);
      if (p.in === 'header') headers[p.name] = input.value;
    }
    const apiKey = document.getElementById('api-key').value;
    const adminKey = document.getElementById('admin-key').value;
    if (apiKey) headers['X-API-Key'] = apiKey;
    if (adminKey) headers['X-Admin-Key'] = adminKey;
    if (body) headers['Content-Type'] = 'application/json';
    result.hidden = false;
    try {
      const answer = await fetch(target + (query.size ? `?${query}` : ''),
        { method: method.toUpperCase(), headers, body: body ? body.value : undefined });
      const text = await answer.text();
      let shown = text;
      try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: as it is */ }
      result.textContent = `${answer.status}\n${shown}`;
    } catch (failure) {
      result.textContent = String(failure);
    }
  });
  return form;
};

const route = (api, method, path, operation) => {
  const box = make('details');
  box.id = operation.operationId;
  const head = make('summary');
  head.append(make('span', method.toUpperCase(), 'method'),
    make('code', path, operation.deprecated ? 'deprecated' : ''), ` ${operation.summary}`);
  box.append(head);
  if (operation.description) box.append(make('p', operation.description));
  const wanted = (operation.security || []).map(s => Object.keys(s)
    .map(name => api.components.securitySchemes[name].name).join(' and ')).join(' or ');
  box.append(make('p', wanted
    ? `Wants ${wanted}${operation['x-scope'] ? ` (scope ${operation['x-scope']})` : ''}.`
    : 'Open to everybody.', 'note'));
  const parameters = parametersOf(api, operation);
  if (parameters) box.append(make('h4', 'Parameters'), parameters);
  if (operation.requestBody) {
    const media = resolve(api, operation.requestBody).content['application/json'];
    box.append(make('h4', 'Body'), make('pre', JSON.stringify(open(api, media.schema), null, 2)));
  }
  box.append(make('h4', 'Answers'), answersOf(api, operation), trial(api, method, path, operation));
  return box;
};

const draw = api => {
  document.getElementById('about').textContent = api.info.description;
  const main = document.getElementById('routes');
  main.textContent = '';
  for (const tag of api.tags) {
    main.append(make('h2', tag.name), make('p', tag.description, 'note'));
    for (const [path, item] of Object.entries(api.paths))
      for (const [method, operation] of Object.entries(item))
        if (operation.tags.includes(tag.name)) main.append(route(api, method, path, operation));
  }
};

fetch('/openapi.json')
  .then(answer => answer.json())
  .then(draw)
  .catch(failure => { document.getElementById('routes').textContent = String(failure); });
