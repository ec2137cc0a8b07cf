/**
 * The auditor's half in WebKit when the network goes and comes back: gone back to, without a network, a plan handed back, waiting, refused,
 * sent, and the tablet taken off the list. Run with WEBKIT=1, as `webkit.e2e.ts` is.
 */
import { expect, test } from '@playwright/test';
import { visitor } from '../support/visitor.ts';
import { inWebkit } from '../support/webkit-served.ts';

const NOTE = 'Page 3: 1 of 2 is missing.';

const here = inWebkit();

const noteText = () => here().page.run<string>('return document.querySelector("#note").value');

test('a page that WebKit kept as it was is locked when somebody goes back to it, and nothing typed is lost', async () => {
	const { server, page, tablet } = here();
	test.setTimeout(300_000);
	await tablet.signIn('amina.okafor@example.org');
	await tablet.setUp();
	await tablet.begin();
	await page.click('#note');
	await page.type(NOTE);
	await page.until('return document.querySelector("[data-saving=saved]") !== null');
	await page.run('addEventListener("pagehide", ({ persisted }) => sessionStorage.setItem("kept", persisted))');

	await page.goto(`${server.origin}/help`);
	await tablet.heading('Help');
	expect(await page.run('return sessionStorage.getItem("kept")'), 'WebKit keeps pages that were left').toBe('true');
	await page.run('history.back()');

	await tablet.heading('Golden Thread is locked');
	await tablet.unlock();
	await page.until('return document.querySelector("#note") !== null');
	expect(await noteText()).toBe(NOTE);
	// The right to write it is this page's own again.
	await page.until('return navigator.locks.query().then(({ held }) => held.some(({ name }) => /^draft /.test(name)))');
	await page.click('#note');
	await page.type(' And so on.');
	await page.until('return document.querySelector("[data-saving=saved]") !== null');
});

test('without a network a plan is handed back, waits, is refused, and goes in the end', async () => {
	const { server, page, tablet } = here();
	test.setTimeout(600_000);
	await page.run('return navigator.serviceWorker.ready.then(() => true)');
	await page.until('return navigator.serviceWorker.controller !== null');
	await server.stop();
	await page.goto(`${server.origin}/assignments`);
	await tablet.heading('Golden Thread is locked');
	await tablet.says('You do not need a network to unlock.');
	await tablet.sound('locked without a network');
	await tablet.unlock();
	await tablet.heading('My audits');
	await page.until('return document.querySelector(".status").textContent.includes("No network")');
	await tablet.sound('no network');

	// The plan that was not begun.
	await page.until(
		`const plan = [...document.querySelectorAll('article')].find((each) => /^Start/m.test(each.innerText));
		plan?.querySelector('details.hand-back').setAttribute('data-plan', '');
		return Boolean(plan);`
	);
	await page.click('[data-plan] summary');
	await page.until('return document.querySelector("[data-plan]").open');
	await page.click('[data-plan] label[for$="no_time"]');
	await page.until('return document.querySelector("[data-plan] input[value=no_time]").checked');
	await tablet.sound('a plan to be handed back');
	await page.click('[data-plan] button');
	await tablet.says('The team will be told when there is a network.');
	await tablet.sound('a plan handed back without a network');

	await page.click('nav a[href="/outbox"]');
	await tablet.heading('Sending');
	await tablet.says('1 waiting to go');
	await tablet.sound('waiting');

	await server.start();
	await page.run(`const real = window.fetch;
		window.fetch = async (path, init) => {
			const answer = await real(path, init);
			if (path !== '/api/sync' || !answer.ok) return answer;
			const reply = await answer.json();
			const problem = { code: 'note.identifier', message: 'Something here looks as if it points to a person.', detail: ['words'] };
			reply.receipts = reply.receipts.map(({ entryId, contentHash }) => ({ outcome: 'refused', entryId, contentHash, problem }));
			window.fetch = real;
			return Response.json(reply);
		};`);
	await tablet.press('Send now');
	await tablet.says('Not accepted');
	await tablet.sound('refused');

	// The server has it: sent again, it gets the receipt that was given at first.
	await tablet.press('Send again');
	await tablet.says('Nothing is waiting.');
});

test('a tablet that was taken off the list sends what it has, and is emptied', async () => {
	const { server, page, tablet } = here();
	test.setTimeout(300_000);
	const { personId, tabletId } = await page.run<{ personId: string; tabletId: string }>(
		`return new Promise((done, failed) => {
			const opening = indexedDB.open('golden-thread-device');
			opening.onerror = () => failed(opening.error);
			opening.onsuccess = () => {
				const asked = opening.result.transaction('facts').objectStore('facts').getAll();
				asked.onsuccess = () => {
					opening.result.close();
					const { body } = asked.result.find(({ id }) => id === 'device');
					const own = asked.result.find(({ id }) => id === 'tablet-' + body.personId);
					done({ personId: body.personId, tabletId: own.body.tabletId });
				};
			};
		});`
	);
	const coordinator = visitor(server.origin);
	await coordinator.signIn('priya.raman@example.org', 'made-up people only');
	const answer = await coordinator.send(`/people/${personId}?/revoke`, { tabletId });
	expect(answer.status).toBe(303);

	await tablet.press('Send now');
	await tablet.heading('This tablet is not used for Golden Thread any more');
	await tablet.says('Nothing of your audits is left here.');
	await tablet.sound('taken off the list');
	const left = await page.run<string[]>('return indexedDB.databases().then((all) => all.map(({ name }) => name))');
	expect(left).toEqual([]);
	console.log(`${tablet.looks} looks with axe`);
});
