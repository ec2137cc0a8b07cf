/**
 * The deployment guide's recipes, with the real proxies in front of the built product on a name that is not this machine's own: what
 * a tablet gets by HTTPS, that the server's word arrives as it said it, and that it sees who asks. A proxy that the machine does not
 * have is reported as not run.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { request as askSecurely, type RequestOptions } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser } from '@playwright/test';
import { v7 as uuidv7 } from 'uuid';
import { EXCHANGE_LIMIT, PROTOCOL } from '#lib/domain/sync.ts';
import { certificateFor, hasOpenssl, proxyPrograms, type Names, type Proxy } from '../support/proxy.ts';
import { freePort, serve, type Served } from '../support/served.ts';
import { openFirstPlan, reopen, setUpVault } from '../support/tablet-page.ts';

/** A name that leads here without being localhost: browsers trust localhost without HTTPS, and would hide what this is about. */
const NAME = 'audits.golden-thread.test';
const PLAIN_NAME = 'plain.golden-thread.test';
const PASSWORD = 'made-up people only';
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'x-sveltekit-action': 'true' };

test.skip(!hasOpenssl, 'openssl is not on this machine');

let folder: string;
let names: Names;
let origin: string;
let server: Served;
let browser: Browser;

test.beforeAll(async ({ playwright, launchOptions }) => {
	test.setTimeout(300_000);
	folder = mkdtempSync(join(tmpdir(), 'golden-thread-https-'));
	const [httpsPort, httpPort] = [await freePort(), await freePort()];
	origin = `https://${NAME}:${httpsPort}`;
	// As the guide says.
	server = await serve({ HOST: '127.0.0.1', ORIGIN: origin, ADDRESS_HEADER: 'X-Forwarded-For', XFF_DEPTH: '1' });
	const serverPort = Number(new URL(server.origin).port);
	names = { name: NAME, httpsPort, httpPort, serverPort, certificate: certificateFor(NAME, folder), folder };
	await server.seed();
	await server.start();
	browser = await playwright.chromium.launch({
		...launchOptions,
		args: [
			...(launchOptions.args ?? []),
			'--host-resolver-rules=MAP *.golden-thread.test 127.0.0.1',
			// Trusts this one key, as if its certificate came from an authority: all other faults of a certificate still count.
			`--ignore-certificate-errors-spki-list=${names.certificate.pin}`
		]
	});
});

test.afterAll(async () => {
	await browser?.close();
	await server?.close();
	rmSync(folder, { recursive: true, force: true });
});

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** As they came, also those that came twice. */
	readonly lines: readonly string[];
	readonly body: string;
}

interface Asked {
	method?: string;
	headers?: Record<string, string>;
	body?: string | Uint8Array;
	/** Which of this machine's own addresses to ask from. */
	from?: string;
	/** Asks without HTTPS at this port instead. */
	plainPort?: number;
}

/** Asks as a client that trusts our certificate and looks at the name in it. */
function through(path: string, { method = 'GET', headers = {}, body, from, plainPort }: Asked = {}): Promise<Answer> {
	return new Promise((done, fail) => {
		const port = plainPort ?? names.httpsPort;
		const options: RequestOptions = {
			host: '127.0.0.1',
			port,
			path,
			method,
			headers: {
				host: `${NAME}:${port}`,
				...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
				...headers
			},
			agent: false,
			...(from ? { localAddress: from } : {})
		};
		const secure = { ...options, ca: readFileSync(names.certificate.certificate), servername: NAME };
		const asking = plainPort === undefined ? askSecurely(secure) : ask(options);
		asking.once('error', fail);
		asking.once('response', (given) => {
			let said = '';
			given.setEncoding('latin1');
			given.on('data', (chunk: string) => (said += chunk));
			given.once('error', fail);
			given.once('end', () => {
				const lines = given.rawHeaders.flatMap((name, at) =>
					at % 2 === 0 ? [`${name.toLowerCase()}: ${given.rawHeaders[at + 1]}`] : []
				);
				done({ status: given.statusCode ?? 0, headers: given.headers, lines, body: said });
			});
		});
		asking.end(body);
	});
}

const tryToSignIn = (email: string, password: string, more: Asked = {}) =>
	through('/sign-in', {
		method: 'POST',
		...more,
		headers: { origin, 'sec-fetch-site': 'same-origin', ...FORM, ...more.headers },
		body: new URLSearchParams({ email, password }).toString()
	});

/** Gives the headers that are the server's to say, in order; the word of a page's own nonce and the time differ each time. */
const ofTheServer = ({ lines }: Answer) =>
	lines
		.filter((line) => !/^(date|server|connection|keep-alive|transfer-encoding|content-length|etag):/.test(line))
		.map((line) => line.replace(/'nonce-[^']+'/, "'nonce'"))
		.sort();

test('without HTTPS a tablet has neither a service worker nor cryptography', async () => {
	const page = await browser.newPage();
	await page.goto(`http://${PLAIN_NAME}:${names.serverPort}/sign-in`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	expect(
		await page.evaluate(() => [window.isSecureContext, 'serviceWorker' in navigator, typeof crypto.subtle])
	).toEqual([false, false, 'undefined']);
	await page.close();
});

test('what was refused unread leaves its connection clear for the next, as a proxy needs', async () => {
	const body = 'x'.repeat(300_000);
	const head = (line: string, more = '') => `${line} HTTP/1.1\r\nHost: ${NAME}\r\n${more}\r\n`;
	const statuses = await new Promise<string[]>((done, fail) => {
		let said = '';
		const heard = () => said.match(/^HTTP\/1\.1 \d+/gm) ?? [];
		const socket = connect(names.serverPort, '127.0.0.1', () => {
			const type = `Origin: https://evil.example\r\nContent-Type: application/json\r\n`;
			socket.write(head('POST /api/sync', `${type}Content-Length: ${body.length}\r\n`) + body);
			socket.write(head('GET /api/health'));
		});
		socket.on('data', (chunk) => {
			said += chunk.toString('latin1');
			if (heard().length === 2) socket.destroy();
		});
		socket.once('error', fail);
		socket.once('close', () => done(heard()));
	});
	expect(statuses).toEqual(['HTTP/1.1 403', 'HTTP/1.1 200']);
});

for (const [nth, program] of proxyPrograms.entries()) {
	test.describe(`behind ${program.name}`, () => {
		test.describe.configure({ mode: 'serial' });
		test.skip(program.path === null || process.platform !== 'linux', `${program.name} is not on this machine`);

		let proxy: Proxy;
		const start = () => program.start(program.path ?? '', { ...names, folder: join(folder, program.name) });

		test.beforeAll(async () => {
			mkdirSync(join(folder, program.name));
			proxy = await start();
		});

		test.afterAll(() => proxy?.stop());

		test('an auditor signs in by HTTPS, and the audit opens without a network', async () => {
			const context = await browser.newContext({ viewport: { width: 820, height: 1180 }, hasTouch: true });
			let page = await context.newPage();
			await page.goto(`http://${NAME}:${names.httpPort}/sign-in?next=%2Fassignments`);
			expect(page.url()).toBe(`${origin}/sign-in?next=%2Fassignments`);
			expect(
				await page.evaluate(() => [
					window.isSecureContext,
					typeof crypto.subtle,
					...performance.getEntriesByType('navigation').map((one) => (one as PerformanceResourceTiming).nextHopProtocol)
				])
			).toEqual([true, 'object', 'h2']);
			await page.getByLabel('E-mail address').fill('amina.okafor@example.org');
			await page.getByLabel('Password').fill(PASSWORD);
			await page.getByRole('button', { name: 'Sign in' }).click();
			await setUpVault(page);
			await expect(page.getByRole('heading', { name: 'My audits' })).toBeVisible();
			expect(await context.cookies()).toEqual([
				expect.objectContaining({
					name: '__Host-golden-thread',
					domain: NAME,
					path: '/',
					secure: true,
					httpOnly: true,
					sameSite: 'Lax'
				})
			]);
			await openFirstPlan(page);
			await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
			const audit = page.url();

			await proxy.stop();
			await page.close();
			page = await context.newPage();
			await reopen(page, audit);
			await expect(page.locator('.question h1')).toBeVisible();
			// Nobody is there: it really came from the tablet.
			expect(
				await page.evaluate(() => fetch('/api/health').then(String, (thrown: unknown) => (thrown as Error).name))
			).toBe('TypeError');
			proxy = await start();
			await expect.poll(() => page.evaluate(() => fetch('/api/health').then((one) => one.status))).toBe(200);
			await context.close();
		});

		test('what the server says arrives word for word, and once', async () => {
			const page = await through('/sign-in');
			const script = /\/_app\/immutable\/entry\/start\.[^"'>]+\.js/.exec(page.body)?.[0] ?? '';
			expect(script).not.toBe('');
			const compressed = { headers: { 'accept-encoding': 'gzip, deflate, br' } };
			for (const [path, more] of [
				['/sign-in', compressed],
				['/no-such-page', compressed],
				['/api/health', compressed],
				['/service-worker.js', compressed],
				['/shell', compressed],
				[script, compressed],
				[script, {}]
			] as const) {
				const [before, behind] = [
					await through(path, { ...more, plainPort: names.serverPort }),
					await through(path, more)
				];
				expect(ofTheServer(behind), path).toEqual(ofTheServer(before));
				expect(behind.status, path).toBe(before.status);
				expect(behind.lines.filter((line) => line.startsWith('strict-transport-security:'))).toHaveLength(1);
				expect(behind.lines.filter((line) => line.startsWith('content-security-policy:'))).toHaveLength(1);
			}
			expect(page.headers['content-security-policy']).toContain("default-src 'none'");
			expect(page.headers['cache-control']).toBe('no-store');
			expect((await through(script, compressed)).headers['content-encoding']).toBe('br');
			expect((await through('/sign-in', compressed)).headers['content-encoding']).toBeUndefined();
		});

		test('without HTTPS there is nothing but the way to it', async () => {
			for (const method of ['GET', 'POST']) {
				const answer = await through('/sign-in?next=%2F', { method, plainPort: names.httpPort });
				expect([answer.status, answer.headers.location]).toEqual([308, `${origin}/sign-in?next=%2F`]);
			}
		});

		test('exchanges pass up to their limit, and nothing from elsewhere does', async () => {
			const signedIn = await tryToSignIn('amina.okafor@example.org', PASSWORD);
			const cookie = signedIn.headers['set-cookie']?.[0] ?? '';
			expect(cookie).toMatch(/^__Host-golden-thread=[^;]+; .*Secure/);
			const envelope = JSON.stringify({
				protocol: PROTOCOL,
				build: 'test',
				deviceId: uuidv7(),
				cursor: null,
				rubricsHeld: [],
				entries: []
			});
			const exchange = (bytes: number, headers: Record<string, string> = {}) =>
				through('/api/sync', {
					method: 'POST',
					headers: {
						origin,
						'sec-fetch-site': 'same-origin',
						'content-type': 'application/json',
						cookie: cookie.split(';')[0] ?? '',
						...headers
					},
					body: envelope.padEnd(bytes)
				});
			const passed = await exchange(EXCHANGE_LIMIT);
			expect(passed.status, passed.body).toBe(200);
			expect(JSON.parse(passed.body)).toMatchObject({ receipts: [], workload: { person: { name: 'Amina Okafor' } } });

			const long = await exchange(EXCHANGE_LIMIT + 1);
			expect([long.status, JSON.parse(long.body)]).toEqual([
				413,
				expect.objectContaining({ code: 'request.too_large' })
			]);
			for (const [header, elsewhere] of [
				['origin', 'https://evil.example'],
				['origin', origin.replace('https', 'http')],
				['sec-fetch-site', 'cross-site']
			] as const) {
				const refused = await exchange(envelope.length, { [header]: elsewhere });
				expect([refused.status, JSON.parse(refused.body)]).toEqual([
					403,
					expect.objectContaining({ code: 'request.cross_site' })
				]);
			}
			expect((await exchange(envelope.length, { 'content-encoding': 'gzip' })).status).toBe(415);
			expect((await exchange(envelope.length)).status).toBe(200);
		});

		test('a body past every limit is refused at once, over HTTP/2 as a browser sends it', async () => {
			const page = await browser.newPage();
			await page.goto(`${origin}/sign-in`);
			const post = (megabytes: number) =>
				page.evaluate(async (size) => {
					const answer = await fetch('/sign-in', {
						method: 'POST',
						headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-sveltekit-action': 'true' },
						body: new Blob([new Uint8Array(size * 1024 * 1024)])
					}).catch((thrown: Error) => thrown);
					if (answer instanceof Error) return answer.name;
					return answer.ok ? ((await answer.json()) as { status: number }).status : answer.status;
				}, megabytes);
			// Ours says it inside the answer to a form; the proxy's own is a plain one.
			expect(await post(16.5)).toBe(413);
			expect(await post(17.5)).toBe(413);
			// Nothing came of it.
			await page.reload();
			await expect(page.getByLabel('Password')).toBeVisible();
			expect((await through('/api/health')).status).toBe(200);
			await page.close();
		});

		test('wrong passwords are counted against who sent them, whatever they call themselves', async () => {
			const guesser = `127.0.${nth + 1}.2`;
			const guess = (at: number) =>
				tryToSignIn(`nobody-${nth}-${at}@example.org`, 'a wrong password', {
					from: guesser,
					headers: { 'x-forwarded-for': `198.51.100.${at}`, 'x-real-ip': `198.51.100.${at}` }
				});
			const answers: string[] = [];
			for (let at = 1; at <= 11; at += 1) answers.push((await guess(at)).body);
			expect(answers.map((body) => /sign_in\.\w+/.exec(body)?.[0])).toEqual([
				...Array<string>(10).fill('sign_in.failed'),
				'sign_in.too_many'
			]);
			// Everybody else comes through the same proxy, and from nowhere near the guesser.
			const other = await tryToSignIn('tomasz.zielinski@example.org', PASSWORD, { from: `127.0.${nth + 1}.3` });
			expect(other.body).toContain('"type":"redirect"');
		});

		test('the proxy keeps nothing of what passed, also when the server is away', async () => {
			const word = `an-invitation-is-a-key-${nth}`;
			await server.stop();
			expect((await through(`/invitation/${word}`)).status).toBe(502);
			await server.start();
			expect((await through(`/invitation/${word}`)).status).toBe(410);
			await proxy.stop();
			expect(proxy.written()).not.toContain(word);
		});
	});
}
