/** Mails as a mail server gets them, and reminders that are noted only where theirs went. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import { openMailer, type Mailer } from '#lib/server/mail.ts';
import * as people from '#lib/server/people.ts';
import * as reminders from '#lib/server/reminders.ts';
import * as terms from '#lib/server/terms.ts';
import { begunTerm, by, minutes, type Begun } from '#tests/support/builders.ts';
import { mailServer, type MailServer } from '#tests/support/mail-server.ts';
import { engines, withStore } from '#tests/support/store.ts';

const FROM = 'thread@example.org';
let server: MailServer;
let mailer: Mailer;

beforeEach(async () => {
	server = await mailServer();
	const opened = openMailer({ smtpUrl: server.url, mailFrom: FROM });
	if (!opened) throw new Error('no mailer');
	mailer = opened;
});
afterEach(() => server.close());

describe('a mail', () => {
	test('without a mail server there is no mailer', () => {
		expect(openMailer({ smtpUrl: null, mailFrom: null })).toBeNull();
	});

	test('is plain text, to one address, with the words as they are', async () => {
		const text = 'Hello Zoë – “quoted”\n.\n- LEW-7K3QF, due 18 December 2026\n' + 'long '.repeat(40);
		await mailer.send({ to: 'zoe@example.org', subject: 'Autumn term 2026', text });
		expect(server.taken).toHaveLength(1);
		const [mail] = server.taken;
		expect(mail).toMatchObject({ from: FROM, to: 'zoe@example.org' });
		expect(mail?.headers.subject).toBe('Autumn term 2026');
		expect(mail?.headers['content-type']).toMatch(/^text\/plain/);
		expect(mail?.headers.to).toBe('zoe@example.org');
		expect(mail?.text.trimEnd()).toBe(text.trimEnd());
	});

	test('an address cannot bring another one, nor a subject a header', async () => {
		await mailer
			.send({ to: 'a@example.org, b@example.org', subject: 'One\r\nBcc: c@example.org', text: 'x' })
			.catch(() => undefined);
		for (const { to, headers } of server.taken) {
			expect(to).not.toMatch(/^[bc]@/);
			expect(headers.bcc).toBeUndefined();
		}
	});

	test('a refused address and a server that hangs up are told', async () => {
		server.refused.add('gone@example.org');
		await expect(mailer.send({ to: 'gone@example.org', subject: 's', text: 't' })).rejects.toThrow();
		server.down = true;
		await expect(mailer.send({ to: 'here@example.org', subject: 's', text: 't' })).rejects.toThrow();
		await expect(mailer.check()).rejects.toThrow();
		server.down = false;
		await mailer.check();
		expect(server.taken).toEqual([]);
	});

	test('to a server elsewhere nothing goes without TLS', async () => {
		// The name leads to this machine and is not one of those that count as it.
		const elsewhere = openMailer({ smtpUrl: server.url.replace('127.0.0.1', '127.0.0.2'), mailFrom: FROM });
		await expect(elsewhere?.send({ to: 'a@example.org', subject: 's', text: 't' })).rejects.toThrow();
		expect([server.callers, server.taken]).toEqual([1, []]);
	});
});

describe.each(engines)('reminders by mail on %s', (engine) => {
	const given = withStore(engine);
	let term: Begun;

	beforeEach(async () => {
		term = await begunTerm(given.store);
	});

	const sender = { from: 'Priya Raman, Lewbridge', address: 'https://thread.example.org' };
	const remind = (auditorId: string, failed?: (thrown: unknown) => void) =>
		reminders.mail(given.store, term.termId, auditorId, { mailer, ...sender, ...(failed && { failed }) }, by(10));
	const noted = async () =>
		(await assignments.list(given.store, term.termId)).filter(({ chasedAt }) => chasedAt !== null);
	const auditorOf = (at: number) => {
		const auditor = term.auditors.find(({ personId }) => personId === term.assignments[at]?.auditorId);
		if (!auditor) throw new Error('no auditor');
		return auditor;
	};

	test('holds the references and days of what its auditor has to do, and is noted', async () => {
		const auditor = auditorOf(0);
		const own = term.assignments.filter(({ auditorId }) => auditorId === auditor.personId);
		await remind(auditor.personId);
		const [mail] = server.taken;
		expect(mail?.to).toBe(auditor.email);
		for (const { planRef } of own) expect(mail?.text).toContain(`- ${planRef}, due 18 December 2026`);
		const others = term.assignments.filter(({ planRef }) => own.every((one) => one.planRef !== planRef));
		for (const { planRef } of others) expect(mail?.text).not.toContain(planRef);
		expect(mail?.text).not.toMatch(/School \d|SLCN|ASD|SEMH|MLD|90000/);
		expect((await noted()).map(({ assignmentId }) => assignmentId).sort()).toEqual(
			own.map(({ assignmentId }) => assignmentId).sort()
		);
		expect((await noted())[0]?.chasedAt).toBe(minutes(10));
		const [line] = await activity.list(given.store, { limit: 1 });
		expect(line).toMatchObject({ action: 'auditor.reminded', details: { way: 'mailed' } });
	});

	test('one that did not go is told and not noted; the next one goes', async () => {
		const gone = auditorOf(0);
		const other = term.auditors.find(
			({ personId }) => personId !== gone.personId && term.assignments.some(({ auditorId }) => auditorId === personId)
		);
		if (!other) throw new Error('no other');
		server.refused.add(gone.email);
		const failures: unknown[] = [];
		await expect(remind(gone.personId, (thrown) => failures.push(thrown))).rejects.toThrow('mail.failed');
		expect(failures).toHaveLength(1);
		expect(await noted()).toEqual([]);
		await remind(other.personId);
		expect(server.taken.map(({ to }) => to)).toEqual([other.email]);
		expect(new Set((await noted()).map(({ auditorId }) => auditorId))).toEqual(new Set([other.personId]));
	});

	test('nobody is mailed who has nothing to do, whose access was ended, or in a closed term', async () => {
		const auditor = auditorOf(0);
		await people.disable(given.store, auditor.personId, by(5));
		await expect(remind(auditor.personId)).rejects.toThrow('reminder.nothing');
		await terms.close(given.store, term.termId, by(6));
		await expect(remind(auditor.personId)).rejects.toThrow('term.closed');
		expect(server.taken).toEqual([]);
		expect(await noted()).toEqual([]);
	});
});
