import { chromium } from 'playwright';
import { preview } from 'vite';
const server = await preview({ preview: { port: 4999 } });
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const links = JSON.parse(process.argv[2]);
for (const [name, hash, w, h, dark, click] of links) {
  const p = await b.newPage({ viewport: { width: w, height: h }, colorScheme: dark ? 'dark' : 'light' });
  await p.goto('http://localhost:4999/?backend=wasm' + hash);
  await p.waitForTimeout(9000);
  if (click) { await p.getByRole('button', { name: click }).first().click(); await p.waitForTimeout(1500); }
  await p.screenshot({ path: `/tmp/${name}.png` });
  await p.close();
}
await b.close(); await server.close(); process.exit(0);
