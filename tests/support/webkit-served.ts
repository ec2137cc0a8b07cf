/** The demonstration as an auditor meets it in WebKit: a browser and one tablet, for the tests of one file that go from state to state. */
import { test } from '@playwright/test';
import { demonstration } from './demonstration.ts';
import type { Served } from './served.ts';
import { webkitTablet, type WebkitTablet } from './webkit-tablet.ts';
import { noWebkit, startWebkit, type WebkitPage } from './webkit.ts';

export interface InWebkit {
	readonly server: Served;
	readonly page: WebkitPage;
	readonly tablet: WebkitTablet;
}

/** Called once, at the top of a file, whose tests run one after the other. What it gives is asked in tests and hooks, not before. */
export function inWebkit(): () => InWebkit {
	// WebKit is much to bring to a machine; the reason is made where it is looked for: not asked for (WEBKIT=1), or not to be had here.
	test.skip(noWebkit !== null, `${noWebkit}`);
	test.describe.configure({ mode: 'serial' });
	const server = demonstration();
	let found: InWebkit | null = null;
	test.beforeAll(async () => {
		const page = await startWebkit();
		found = { server, page, tablet: webkitTablet(page, server.origin) };
	});
	test.afterAll(() => found?.page.close());
	return () => {
		if (!found) throw new Error('WebKit was not started');
		return found;
	};
}
