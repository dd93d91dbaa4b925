// hostile.mjs - what a chain account or a server may say to a terminal.
//   hostile.mjs     a JSON-RPC server on a port of its own that says it; prints the port
import http from 'node:http';
import { fileURLToPath } from 'node:url';

const PIECES = ['\x1b[2J', '\x1b]0;owned\x07', '\x1b]52;c;cm0gLXJm\x07', '\x1bP$q\x1b\\', '\x1b[?1049l', '\x1b[1;1H', '\x1bc', '\x1b(0', '\x9b2J', '\x90',
  '\x0e', '\x07', '\b\b\b', '\r', '\n', '\t', '\v', '\x7f', '\x01', '\u202e', '\u2066', '\u061c', '\u200b', '\u200d', '\ufeff', '\u{e0041}', 'e\u0301\u0302\u0303\u0304',
  '\u0301', '\u66f4\u65b0', '\u{1f4a9}', '\ufffe', '\ue000', 'word ', 'a ', '%s%n'].map((s) => Buffer.from(s))
  .concat([[0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0x9b, 0x32, 0x4a]].map((b) => Buffer.from(b)));

// hostile is text number n: at most 140 bytes, the same for the same n.
export function hostile(n, most = 140) {
  const parts = [];
  let seed = (n * 2654435761 + 12345) >>> 0, len = 0;
  for (;;) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const piece = PIECES[(seed >>> 8) % PIECES.length];
    if (len + piece.length > most || (seed >>> 24) < 4)
      return Buffer.concat(parts);
    parts.push(piece);
    len += piece.length;
  }
}

function answer(n, id) {
  const text = hostile(n, n % 5 === 0 ? 12000 : 200).toString('utf8');
  switch (n % 4) {
  case 0: return [200, JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000 - n % 20, message: text, data: { logs: [text] } } })];
  case 1: return [500, Buffer.concat([Buffer.from('<h1>'), hostile(n, 4000)])];
  case 2: return [200, JSON.stringify({ jsonrpc: '2.0', id, result: text })];
  default: return [200, hostile(n, 3000)];
  }
}

function serve() {
  let n = 0;
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (d) => { body += d; }).on('end', () => {
      let id = 0;
      try { id = JSON.parse(body).id ?? 0; } catch { /* answered all the same */ }
      const [status, text] = answer(n++, id);
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.on('end', () => process.exit(0)).resume(); // ends with who started it
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  serve();
