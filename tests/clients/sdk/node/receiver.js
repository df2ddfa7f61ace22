// A merchant's server in Node: says its URL, and then what each request holds, as its framework reads it.
'use strict';

const http = require('node:http');

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://merchant.test');
  process.stdout.write(JSON.stringify({ path: url.pathname, query: [...url.searchParams] }) + '\n');
  response.end();
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
