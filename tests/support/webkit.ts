/**
 * WebKit, the engine of Safari and so of every iPad, as Debian packages it: WebKitGTK's small browser, driven over the WebDriver protocol
 * with plain requests. With WEBKIT=1 `npm test` brings both where it may install (src/cli/machine.js).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './served.ts';

const driver = [process.env.WEBKIT_DRIVER_PATH, '/usr/bin/WebKitWebDriver'].find((path) => path && existsSync(path));
const browser = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser').at(-1);
const screen = existsSync('/usr/bin/Xvfb') ? '/usr/bin/Xvfb' : undefined;

/** Why WebKit is not driven here; null where it is. */
export const noWebkit =
	process.env.WEBKIT !== '1'
		? 'WebKit is tested with WEBKIT=1'
		: !driver
			? 'no WebKitWebDriver: install webkit2gtk-driver'
			: !browser
				? 'WebKitWebDriver is here, but no MiniBrowser for it'
				: !screen && !process.env.DISPLAY
					? 'no display, and no Xvfb to make one: install xvfb'
					: null;

/** A page in WebKit. Elements are named by CSS selectors; waits end with an error after 20 seconds. */
export interface WebkitPage {
	/** For example 2.50.6. */
	readonly version: string;
	resize(width: number, height: number): Promise<void>;
	goto(address: string): Promise<void>;
	/** Runs the body of a function in the page and gives what it returns; a promise is awaited. */
	run<T>(body: string, ...args: unknown[]): Promise<T>;
	/** Waits until the body of a function gives something true, and gives that. */
	until<T>(body: string, ...args: unknown[]): Promise<T>;
	/** Clicks what a person would see there, at its middle. */
	click(selector: string): Promise<void>;
	/** Presses keys one after the other, wherever the focus is. */
	type(keys: string): Promise<void>;
	/** The picture of what is on the screen, as PNG. */
	picture(): Promise<Buffer>;
	close(): Promise<void>;
}

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Gives a folder of settings in which the window's own bars take no room: with them it is never narrower than a tablet. */
function plainWindow(): string {
	const folder = mkdtempSync(join(tmpdir(), 'golden-thread-webkit-'));
	mkdirSync(join(folder, 'gtk-3.0'));
	const plain = '* { min-width: 0; min-height: 0; margin: 0; border-width: 0; padding: 0; font-size: 1px }';
	writeFileSync(join(folder, 'gtk-3.0', 'gtk.css'), plain);
	return folder;
}

/** Starts WebKit with an empty profile. Throws where `noWebkit` says why it cannot. */
export async function startWebkit(): Promise<WebkitPage> {
	if (noWebkit || !driver || !browser) throw new Error(noWebkit ?? 'no WebKit');
	const children: ChildProcess[] = [];
	const looks = plainWindow();
	const stop = () => {
		children.forEach((child) => child.kill('SIGKILL'));
		rmSync(looks, { recursive: true, force: true });
	};
	const env: NodeJS.ProcessEnv = {
		...process.env,
		XDG_CONFIG_HOME: looks,
		LIBGL_ALWAYS_SOFTWARE: '1',
		TZ: 'Europe/London',
		LANG: 'C.UTF-8'
	};
	if (!process.env.DISPLAY && screen) {
		// The display's number is told by Xvfb itself, so that two never fight over one.
		const display = spawn(screen, ['-displayfd', '3', '-screen', '0', '1400x1400x24', '-nolisten', 'tcp'], {
			stdio: ['ignore', 'ignore', 'ignore', 'pipe']
		});
		children.push(display);
		const number = await new Promise<string>((done, fail) => {
			display.once('exit', () => fail(new Error('Xvfb did not start')));
			display.stdio[3]?.once('data', (said: Buffer) => done(said.toString().trim()));
		});
		env.DISPLAY = `:${number}`;
	}
	const port = await freePort();
	children.push(spawn(driver, [`--port=${port}`], { env, stdio: 'ignore' }));
	const origin = `http://127.0.0.1:${port}`;

	async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
		const answer = await fetch(`${origin}${path}`, {
			method,
			...(body !== undefined && { body: JSON.stringify(body) })
		});
		const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
		if (!answer.ok) throw new Error(`WebKit: ${value.error}: ${value.message} (${method} ${path})`);
		return value;
	}
	async function patiently<T>(act: () => Promise<T | false | null | undefined | ''>, what: string): Promise<T> {
		const end = Date.now() + 20_000;
		let error: unknown = null;
		while (Date.now() < end) {
			try {
				const found = await act();
				if (found) return found;
			} catch (thrown) {
				error = thrown;
			}
			await new Promise((done) => setTimeout(done, 50));
		}
		throw new Error(`WebKit waited in vain for ${what}`, { cause: error });
	}

	try {
		const { sessionId, capabilities } = await patiently(
			() =>
				ask<{ sessionId: string; capabilities: { browserVersion: string } }>('POST', '/session', {
					capabilities: {
						alwaysMatch: { 'webkitgtk:browserOptions': { binary: browser, args: ['--automation', '--full-screen'] } }
					}
				}),
			'its driver'
		);
		const at = `/session/${sessionId}`;
		const run = <T>(body: string, ...args: unknown[]) =>
			ask<T>('POST', `${at}/execute/async`, {
				script: `const done = arguments[arguments.length - 1];
					Promise.resolve((function () { ${body} }).apply(null, Array.from(arguments).slice(0, -1))).then(done);`,
				args
			});
		return {
			version: capabilities.browserVersion,
			resize: (width, height) => ask('POST', `${at}/window/rect`, { width, height }),
			goto: (address) => ask('POST', `${at}/url`, { url: address }),
			run,
			until: (body, ...args) => patiently(() => run(body, ...args), body),
			click: (selector) =>
				patiently(async () => {
					// The driver brings what is out of sight to the window's edge, and then finds something else there.
					await run('document.querySelector(arguments[0])?.scrollIntoView({ block: "center" })', selector);
					const found = await ask<Record<string, string>>('POST', `${at}/element`, {
						using: 'css selector',
						value: selector
					});
					await ask('POST', `${at}/element/${found[ELEMENT]}/click`, {});
					return true;
				}, selector).then(() => undefined),
			async type(keys) {
				const actions = [...keys].flatMap((value) => [
					{ type: 'keyDown', value },
					{ type: 'keyUp', value }
				]);
				await ask('POST', `${at}/actions`, { actions: [{ type: 'key', id: 'keys', actions }] });
			},
			picture: async () => Buffer.from(await ask<string>('GET', `${at}/screenshot`), 'base64'),
			async close() {
				await ask('DELETE', at).catch(() => undefined);
				stop();
			}
		};
	} catch (error) {
		stop();
		throw error;
	}
}
