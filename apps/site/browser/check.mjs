// Looks at every page given in Chromium: content policy, axe-core, no sideways scrolling at 1280 and 320 px, the skip link by keyboard.
// Usage: node check.mjs BASE CHROMIUM [SCREENSHOT-FOLDER] < paths, one a line. Exit 1 if something is wrong.
// With ALONE=1 the pages are single files that no server sends: no content policy in a header, no skip link.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [, , base, executablePath, shots] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const paths = readFileSync(0, 'utf8').split('\n').filter(Boolean);
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath, args });
let wrong = 0;
let checked = 0;
const say = (path, text) => { wrong += 1; console.log(`${path}: ${text}`); };

const alone = process.env.ALONE === '1';

// First as a reader has it: the content policy in force, nothing may break it, nothing may fail in the page.
if (!alone) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addInitScript(() => {
    window.__broken = [];
    document.addEventListener('securitypolicyviolation', (e) => window.__broken.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
  });
  const page = await context.newPage();
  let told = [];
  page.on('console', (message) => { if (message.type() === 'error') told.push(message.text()); });
  page.on('pageerror', (error) => told.push(String(error)));
  for (const path of paths) {
    told = [];
    const answer = await page.goto(base + path);
    const broken = await page.evaluate(() => window.__broken);
    for (const text of broken) say(path, `breaks the content policy: ${text}`);
    // A page that is an error page says so in the console too; nothing else may.
    const expected = (text) => answer.status() >= 400 && text.includes('Failed to load resource');
    for (const text of told.filter((text) => !expected(text))) say(path, `console: ${text}`);
    if (!(answer.headers()['content-security-policy'] || '').startsWith("default-src 'none'")) say(path, 'has no strict content policy');
    const styled = await page.evaluate(() => document.styleSheets.length === 1 && getComputedStyle(document.querySelector('main')).maxInlineSize !== 'none');
    if (!styled) say(path, 'the stylesheet was not applied');
  }
  await context.close();
}

for (const [width, colorScheme] of [[1280, 'light'], [320, 'dark']]) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  page.on('requestfailed', (request) => say(request.url(), 'could not be loaded'));
  for (const path of paths) {
    await page.goto(base + path);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (beyond > 0) say(path, `scrolls sideways by ${beyond} px at ${width} px`);
    // With every fold open, so that what is folded is looked at too.
    await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; }));
    const open = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (open > 0 && beyond <= 0) say(path, `scrolls sideways by ${open} px at ${width} px with folds open`);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
      .map((v) => ({ id: v.id, impact: v.impact, where: v.nodes.slice(0, 3).map((n) => n.target.join(' ')), say: v.nodes[0]?.failureSummary })));
    for (const v of found) {
      if (v.impact === 'serious' || v.impact === 'critical') say(path, `${width} px ${colorScheme}: ${v.impact} ${v.id} at ${v.where.join(' | ')}: ${v.say}`);
    }
    checked += 1;
    if (shots) {
      await page.goto(base + path);
      await page.screenshot({ path: `${shots}/${path.replace(/[^a-zA-Z0-9]+/g, '_').slice(0, 80)}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  await context.close();
}

// By keyboard: the first stop is the skip link, Enter brings the reader to the content.
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
for (const path of alone ? [] : paths.filter((path) => path.split('/').length <= 3).slice(0, 12)) {
  await page.goto(base + path);
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.className);
  if (first !== 'skip') say(path, `the first stop of the keyboard is "${first}", not the skip link`);
  await page.keyboard.press('Enter');
  const focus = await page.evaluate(() => document.activeElement?.id);
  if (focus !== 'main') say(path, `the skip link leads to "${focus}"`);
}
await browser.close();
console.log(`${checked} views of ${paths.length} pages looked at, ${wrong} wrong`);
process.exit(wrong ? 1 : 0);
