import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '#lib/domain/person.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { Database } from '#lib/server/db/connection.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as sessions from '#lib/server/sessions.ts';
import { openDesk, SESSION_MS, type Desk } from '#lib/server/sign-in-desk.ts';
import { countTry, TRIES, TRIES_WINDOW_MS } from '#lib/server/sign-in-tries.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import * as signIn from '#lib/server/sign-in.ts';
import { engines, openDatabase, type TestDatabase } from '#tests/support/store.ts';

const SECRET = 'a secret that only this test knows, 32+';
const NOW = '2026-11-23T10:00:00.000Z';
const PASSWORD = 'three purple kettles';
const ADDRESS = '198.51.100.7';

function later(ms: number, from = NOW): string {
	return new Date(Date.parse(from) + ms).toISOString();
}

async function codeOf(running: Promise<unknown>): Promise<string> {
	return running.then(
		() => 'done',
		(thrown: unknown) => {
			if (thrown instanceof Refusal) return thrown.problem.code;
			throw thrown;
		}
	);
}

describe.each(engines)('signing in on %s', (engine) => {
	let db: Database;
	let opened: TestDatabase;
	let desk: Desk;
	let marlbrook: Store;
	let thornley: Store;

	beforeAll(async () => {
		opened = await openDatabase(engine);
		db = opened.db;
		desk = openDesk(db, { secret: SECRET, https: false });
	});
	afterAll(() => opened.close());

	let made = 0;
	async function partnership(name: string): Promise<Store> {
		made += 1;
		const code = String.fromCharCode(65 + Math.floor(made / 26), 65 + (made % 26), 65);
		const { partnershipId } = await partnerships.create(db, { code, name, laCode: '999' }, NOW);
		return openStore(db, partnershipId);
	}

	async function person(
		store: Store,
		email: string,
		roles: Role[] = ['auditor'],
		schoolUrns: string[] = []
	): Promise<string> {
		const personId = newId();
		await store
			.insertInto('person')
			.values({
				personId,
				userId: null,
				email,
				name: 'Amina Okafor',
				agency: null,
				capacity: 3,
				trainedOn: null,
				disabledAt: null,
				createdAt: NOW
			})
			.execute();
		for (const role of roles) await store.insertInto('personRole').values({ personId, role }).execute();
		for (const schoolUrn of schoolUrns)
			await store.insertInto('personSchool').values({ personId, schoolUrn }).execute();
		return personId;
	}

	async function tokenFor(store: Store, personId: string, now = NOW): Promise<string> {
		const { link } = await invitations.invite(store, personId, {
			actorId: null,
			origin: 'https://thread.example.org',
			now
		});
		return link.replace('https://thread.example.org/invitation/', '');
	}

	const from = { address: ADDRESS, userAgent: null };
	const accept = (token: string, password = PASSWORD, now = NOW) =>
		invitations.accept(desk, { token, password, ...from }, now);
	const enter = (email: string, password = PASSWORD, now = NOW, address = ADDRESS) =>
		signIn.enter(desk, { email, password, address, userAgent: null }, now);

	/** Somebody with an account, signed in. */
	async function joined(store: Store, email: string, roles?: Role[], schoolUrns?: string[]) {
		const personId = await person(store, email, roles, schoolUrns);
		const cookie = await accept(await tokenFor(store, personId));
		return { personId, cookie: cookie.value };
	}

	beforeEach(async () => {
		await db.deleteFrom('signInTry').execute();
		marlbrook = await partnership('Marlbrook');
		thornley = await partnership('Thornley');
	});
	let nth = 0;
	const someone = () => `amina.${(nth += 1)}@example.org`;

	describe('an invitation', () => {
		test('is a link whose secret the store does not hold', async () => {
			const personId = await person(marlbrook, someone());
			const { link, expiresAt } = await invitations.invite(marlbrook, personId, {
				actorId: null,
				origin: 'https://thread.example.org',
				now: NOW
			});
			expect(link).toMatch(/^https:\/\/thread\.example\.org\/invitation\/[A-Za-z0-9_-]{43}$/);
			expect(expiresAt).toBe('2026-11-26T10:00:00.000Z');
			const rows = await marlbrook.selectFrom('invitation').selectAll().execute();
			expect(rows).toHaveLength(1);
			expect(JSON.stringify(rows)).not.toContain(link.split('/').at(-1));
		});

		test('says whom it is for, and makes their account', async () => {
			const email = someone();
			const personId = await person(marlbrook, email, ['headteacher', 'auditor'], ['123456', '100001']);
			const token = await tokenFor(marlbrook, personId);
			expect(await invitations.invitationOf(desk, token, NOW)).toEqual({
				name: 'Amina Okafor',
				email,
				partnershipName: 'Marlbrook',
				known: false
			});
			const cookie = await accept(token);
			expect(await sessions.whoAsks(desk, cookie.value, NOW, 'page')).toMatchObject({
				person: {
					personId,
					partnershipId: marlbrook.partnershipId,
					partnershipName: 'Marlbrook',
					name: 'Amina Okafor',
					email,
					roles: ['auditor', 'headteacher'],
					schoolUrns: ['100001', '123456']
				}
			});
			const cookieAgain = await enter(email.toUpperCase());
			expect((await sessions.whoAsks(desk, cookieAgain.value, NOW, 'page'))?.person.personId).toBe(personId);
		});

		test('works once', async () => {
			const token = await tokenFor(marlbrook, await person(marlbrook, someone()));
			await accept(token);
			expect(await codeOf(accept(token, 'four green saucepans'))).toBe('invitation.invalid');
			expect(await invitations.invitationOf(desk, token, NOW)).toBeNull();
		});

		test.each(['without an account yet', 'with an account'])(
			'used by two at the same moment, %s, works for one',
			async (kind) => {
				const email = someone();
				const personId =
					kind === 'with an account' ? (await joined(marlbrook, email)).personId : await person(marlbrook, email);
				const token = await tokenFor(marlbrook, personId);
				const passwords = ['four green saucepans', 'five yellow ladders'];
				const outcomes = await Promise.allSettled(passwords.map((password) => accept(token, password)));
				const won = outcomes.findIndex((one) => one.status === 'fulfilled');
				expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
				expect(await codeOf(enter(email, passwords[won]))).toBe('done');
				expect(await codeOf(enter(email, passwords[1 - won]))).toBe('sign_in.failed');
			}
		);

		test.each([
			[invitations.INVITATION_MS - 1, true],
			[invitations.INVITATION_MS, false]
		])('after %i ms is open: %s', async (age, open_) => {
			const token = await tokenFor(marlbrook, await person(marlbrook, someone()));
			expect((await invitations.invitationOf(desk, token, later(age))) !== null).toBe(open_);
			expect(await codeOf(accept(token, PASSWORD, later(age)))).toBe(open_ ? 'done' : 'invitation.invalid');
		});

		test('made up is refused in the same words', async () => {
			expect(await codeOf(accept('A'.repeat(43)))).toBe('invitation.invalid');
			expect(await codeOf(accept(''))).toBe('invitation.invalid');
		});

		test('ends the ones before it', async () => {
			const personId = await person(marlbrook, someone());
			const first = await tokenFor(marlbrook, personId);
			const second = await tokenFor(marlbrook, personId);
			expect(await invitations.invitationOf(desk, first, NOW)).toBeNull();
			expect(await invitations.invitationOf(desk, second, NOW)).not.toBeNull();
		});

		test('is not for somebody disabled, nor for somebody of another partnership', async () => {
			const personId = await person(marlbrook, someone());
			expect(await codeOf(tokenFor(thornley, personId))).toBe('thing.not_found');
			const token = await tokenFor(marlbrook, personId);
			await marlbrook.updateTable('person').set({ disabledAt: NOW }).where('personId', '=', personId).execute();
			expect(await codeOf(tokenFor(marlbrook, personId))).toBe('thing.not_found');
			expect(await codeOf(accept(token))).toBe('invitation.invalid');
		});

		test('to somebody with an account lets them choose a new password, and ends their sessions', async () => {
			const email = someone();
			const { personId, cookie } = await joined(marlbrook, email);
			await accept(await tokenFor(marlbrook, personId), 'four green saucepans');
			expect(await sessions.whoAsks(desk, cookie, NOW, 'page')).toBeNull();
			expect(await codeOf(enter(email, PASSWORD))).toBe('sign_in.failed');
			expect(await codeOf(enter(email, 'four green saucepans'))).toBe('done');
		});
	});

	describe('a password', () => {
		test('wrong, for an unknown address, and of somebody disabled: the same refusal', async () => {
			const email = someone();
			const { personId } = await joined(marlbrook, email);
			expect(await codeOf(enter(email, 'three purple kettle'))).toBe('sign_in.failed');
			expect(await codeOf(enter(someone()))).toBe('sign_in.failed');
			await marlbrook.updateTable('person').set({ disabledAt: NOW }).where('personId', '=', personId).execute();
			const before = await db.selectFrom('session').selectAll().execute();
			expect(await codeOf(enter(email))).toBe('sign_in.failed');
			expect(await db.selectFrom('session').selectAll().execute()).toHaveLength(before.length);
		});

		test('rests as scrypt, and nowhere as it is', async () => {
			await joined(marlbrook, someone());
			const accounts = await db.selectFrom('account').selectAll().execute();
			expect(accounts.length).toBeGreaterThan(0);
			for (const { password } of accounts) expect(password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
		});

		describe('by a code to type', () => {
			const typing = (code: string, now = NOW, address = ADDRESS) =>
				invitations.invitationOfCode(desk, { code, address }, now);
			const codeFor = async (store: Store, personId: string) =>
				(await invitations.invite(store, personId, { actorId: null, origin: 'https://thread.example.org', now: NOW }))
					.code;

			test('is twelve characters that cannot be mistaken, and rests as a hash only', async () => {
				const code = await codeFor(marlbrook, await person(marlbrook, someone()));
				expect(code).toMatch(/^[2-9BCDFGHJKMNPQRSTVWXZ]{4}(-[2-9BCDFGHJKMNPQRSTVWXZ]{4}){2}$/);
				const rows = JSON.stringify(await marlbrook.selectFrom('invitation').selectAll().execute());
				expect(rows).not.toContain(code);
				expect(rows).not.toContain(code.replaceAll('-', ''));
			});

			test.each<[string, (code: string) => string]>([
				['as it is', (code) => code],
				['in small letters', (code) => code.toLowerCase()],
				['without the lines', (code) => code.replaceAll('-', '')],
				['with spaces and a dash from a phone', (code) => ` ${code.replace('-', ' ').replace('-', '–')} `]
			])('is taken %s', async (_how, typed) => {
				const email = someone();
				const code = await codeFor(marlbrook, await person(marlbrook, email));
				expect(await typing(typed(code))).toMatchObject({ email, partnershipName: 'Marlbrook' });
				const made = await invitations.accept(desk, { code: typed(code), password: PASSWORD, ...from }, NOW);
				expect(made.value).not.toBe('');
				expect(await codeOf(enter(email))).toBe('done');
			});

			test('link and code are one invitation: either uses both up', async () => {
				const personId = await person(marlbrook, someone());
				const { link, code } = await invitations.invite(marlbrook, personId, { actorId: null, origin: '', now: NOW });
				await accept(link.replace('/invitation/', ''));
				expect(await codeOf(typing(code))).toBe('invitation.code');
			});

			test.each<[string, number, string]>([
				['in time', invitations.INVITATION_MS - 1, 'done'],
				['too late', invitations.INVITATION_MS, 'invitation.code']
			])('%s: %s ms after', async (_when, age, verdict) => {
				const code = await codeFor(marlbrook, await person(marlbrook, someone()));
				expect(await codeOf(typing(code, later(age)))).toBe(verdict);
			});

			test('is guessed at ten times from one address, and no more', async () => {
				const code = await codeFor(marlbrook, await person(marlbrook, someone()));
				for (let nth = 0; nth < 10; nth += 1)
					expect(await codeOf(typing(`BBBB-BBBB-BBB${nth}`, NOW, '198.51.100.7'))).toBe('invitation.code');
				expect(await codeOf(typing(code, NOW, '198.51.100.7'))).toBe('sign_in.too_many');
				expect(await codeOf(typing(code, NOW, '198.51.100.8'))).toBe('done');
			});

			test('a code is no link, and a link is no code', async () => {
				const personId = await person(marlbrook, someone());
				const { link, code } = await invitations.invite(marlbrook, personId, { actorId: null, origin: '', now: NOW });
				expect(await invitations.invitationOf(desk, code, NOW)).toBeNull();
				expect(await codeOf(typing(link.replace('/invitation/', '')))).toBe('invitation.code');
			});
		});

		describe('that is withdrawn', () => {
			test('opens nothing any more, by link or by code, and can be made again', async () => {
				const personId = await person(marlbrook, someone());
				const { link, code } = await invitations.invite(marlbrook, personId, { actorId: null, origin: '', now: NOW });
				const token = link.replace('/invitation/', '');
				await invitations.withdraw(marlbrook, personId, { actorId: null, now: NOW });
				expect(await invitations.invitationOf(desk, token, NOW)).toBeNull();
				expect(await codeOf(accept(token))).toBe('invitation.invalid');
				expect(await codeOf(invitations.invitationOfCode(desk, { code, address: ADDRESS }, NOW))).toBe(
					'invitation.code'
				);
				expect(await invitations.waiting(marlbrook)).toMatchObject([{ personId, withdrawnAt: NOW }]);
				expect(await invitations.invitationOf(desk, await tokenFor(marlbrook, personId), NOW)).not.toBeNull();
				expect(await invitations.waiting(marlbrook)).toMatchObject([{ personId, withdrawnAt: null }]);
			});

			test('twice, or with none there, is said', async () => {
				const personId = await person(marlbrook, someone());
				const withdraw = () => invitations.withdraw(marlbrook, personId, { actorId: null, now: NOW });
				expect(await codeOf(withdraw())).toBe('invitation.none');
				await tokenFor(marlbrook, personId);
				expect(await codeOf(withdraw())).toBe('done');
				expect(await codeOf(withdraw())).toBe('invitation.none');
			});

			test("another partnership's stays", async () => {
				const personId = await person(marlbrook, someone());
				const token = await tokenFor(marlbrook, personId);
				expect(await codeOf(invitations.withdraw(thornley, personId, { actorId: null, now: NOW }))).toBe(
					'invitation.none'
				);
				expect(await invitations.invitationOf(desk, token, NOW)).not.toBeNull();
				expect(await invitations.waiting(thornley)).toEqual([]);
			});
		});

		test('no account comes about without an invitation', async () => {
			const body = { email: someone(), password: PASSWORD, name: 'Nobody' };
			await expect(desk.auth.api.signUpEmail({ body })).rejects.toThrow(/sign.?up/i);
		});
	});

	describe('guesses', () => {
		/** Wrong tries, counted as enter counts them but without the slow look at a password. */
		async function wrong(tries: number, email: () => string, address: (guess: number) => string) {
			for (let guess = 1; guess <= tries; guess += 1) {
				await countTry(db, SECRET, { email: email(), address: address(guess) }, NOW);
			}
		}

		test(`${TRIES} for an account in five minutes, whatever the password then`, async () => {
			const email = someone();
			await joined(marlbrook, email);
			await wrong(
				TRIES - 1,
				() => email,
				(guess) => `192.0.2.${guess}`
			);
			expect(await codeOf(enter(email, `guess ${TRIES}`, NOW, '192.0.2.10'))).toBe('sign_in.failed');
			expect(await codeOf(enter(email, PASSWORD, NOW, '192.0.2.11'))).toBe('sign_in.too_many');
			expect(await codeOf(enter(email, PASSWORD, later(TRIES_WINDOW_MS - 1), '192.0.2.11'))).toBe('sign_in.too_many');
			expect(await codeOf(enter(email, PASSWORD, later(TRIES_WINDOW_MS), '192.0.2.11'))).toBe('done');
		});

		test('a right password before the limit forgives the wrong ones', async () => {
			const email = someone();
			await joined(marlbrook, email);
			for (let round = 0; round < 2; round += 1) {
				await wrong(
					TRIES - 1,
					() => email,
					(guess) => `192.0.2.${guess}`
				);
				expect(await codeOf(enter(email, PASSWORD, NOW, '192.0.2.99'))).toBe('done');
			}
		});

		test.each([
			['one address', () => '203.0.113.5'],
			['one IPv6 network', (guess: number) => `2001:db8:7:1::${guess.toString(16)}`]
		])(`${TRIES} from %s, over all accounts`, async (__, addressOf) => {
			const email = someone();
			await joined(marlbrook, email);
			await wrong(TRIES - 1, someone, addressOf);
			expect(await codeOf(enter(someone(), 'a guess', NOW, addressOf(TRIES)))).toBe('sign_in.failed');
			expect(await codeOf(enter(email, PASSWORD, NOW, addressOf(99)))).toBe('sign_in.too_many');
			expect(await codeOf(enter(email, PASSWORD, NOW, '2001:db8:7:2::1'))).toBe('done');
		});

		test('many at once do not slip through together', async () => {
			const email = someone();
			await joined(marlbrook, email);
			const codes = await Promise.all(
				Array.from({ length: 3 * TRIES }, (__, guess) => codeOf(enter(email, `guess ${guess}`, NOW, '')))
			);
			expect(codes.filter((code) => code === 'sign_in.failed').length).toBeLessThanOrEqual(TRIES);
			expect(codes.filter((code) => code === 'done')).toEqual([]);
		});

		test('what is counted names nobody', async () => {
			const email = someone();
			await codeOf(enter(email, 'a guess'));
			const rows = JSON.stringify(await db.selectFrom('signInTry').selectAll().execute());
			expect(rows).not.toContain(email);
			expect(rows).not.toContain(ADDRESS);
		});
	});

	describe('a session', () => {
		test('rests as a hash: what the store holds opens nothing', async () => {
			const { cookie } = await joined(marlbrook, someone());
			const token = cookie.slice(0, cookie.lastIndexOf('.'));
			expect(Buffer.from(token, 'base64url')).toHaveLength(32);
			const rows = await db.selectFrom('session').select('token').execute();
			expect(JSON.stringify(rows)).not.toContain(token);
			for (const row of rows) {
				const signature = createHmac('sha256', SECRET).update(row.token).digest('base64');
				expect(await sessions.whoAsks(desk, `${row.token}.${signature}`, NOW, 'page')).toBeNull();
			}
		});

		test.each([
			['another signature', (cookie: string) => `${cookie.slice(0, cookie.lastIndexOf('.'))}.${'A'.repeat(43)}=`],
			['no signature', (cookie: string) => cookie.slice(0, cookie.lastIndexOf('.'))],
			['another token', (cookie: string) => `${cookie.startsWith('A') ? 'B' : 'A'}${cookie.slice(1)}`],
			['nothing', () => ''],
			['far too much', (cookie: string) => cookie.repeat(10)]
		])('with %s is nobody’s', async (__, spoil) => {
			const { cookie } = await joined(marlbrook, someone());
			expect(await sessions.whoAsks(desk, spoil(cookie), NOW, 'page')).toBeNull();
			expect(await sessions.whoAsks(desk, cookie, NOW, 'page')).not.toBeNull();
		});

		test('signed with another secret is nobody’s', async () => {
			const { cookie } = await joined(marlbrook, someone());
			const other = openDesk(db, { secret: 'another secret of at least 32 characters', https: false });
			expect(await sessions.whoAsks(other, cookie, NOW, 'page')).toBeNull();
		});

		test.each([
			['page', sessions.IDLE_MS - 1, true],
			['page', sessions.IDLE_MS, false],
			['exchange', sessions.IDLE_MS, true],
			['exchange', SESSION_MS - 1, true],
			['exchange', SESSION_MS, false]
		] as const)('%s after %i idle ms: %s', async (purpose, age, alive) => {
			const { cookie } = await joined(marlbrook, someone());
			expect((await sessions.whoAsks(desk, cookie, later(age), purpose)) !== null).toBe(alive);
		});

		test('in use goes on, but never past twelve hours', async () => {
			const { cookie } = await joined(marlbrook, someone());
			const step = 29 * 60 * 1000;
			let age = step;
			for (; age < SESSION_MS; age += step) {
				expect(await sessions.whoAsks(desk, cookie, later(age), 'page'), `after ${age} ms`).not.toBeNull();
			}
			expect(await sessions.whoAsks(desk, cookie, later(SESSION_MS), 'page')).toBeNull();
			expect(await sessions.whoAsks(desk, cookie, later(SESSION_MS), 'exchange')).toBeNull();
		});

		test('an exchange is no use of it: the pages still ask again', async () => {
			const { cookie } = await joined(marlbrook, someone());
			expect(await sessions.whoAsks(desk, cookie, later(sessions.IDLE_MS - 1), 'exchange')).not.toBeNull();
			expect(await sessions.whoAsks(desk, cookie, later(sessions.IDLE_MS), 'page')).toBeNull();
		});

		test('is over at once when the person is disabled, and counts a changed role at once', async () => {
			const { personId, cookie } = await joined(marlbrook, someone(), ['auditor']);
			await marlbrook.insertInto('personRole').values({ personId, role: 'chair' }).execute();
			expect((await sessions.whoAsks(desk, cookie, NOW, 'page'))?.person.roles).toEqual(['auditor', 'chair']);
			await marlbrook.updateTable('person').set({ disabledAt: NOW }).where('personId', '=', personId).execute();
			expect(await sessions.whoAsks(desk, cookie, NOW, 'page')).toBeNull();
			expect(await sessions.whoAsks(desk, cookie, NOW, 'exchange')).toBeNull();
		});

		test('is new at each sign-in, and takes the place of the one in the same browser', async () => {
			const email = someone();
			const { cookie } = await joined(marlbrook, email);
			const elsewhere = await enter(email);
			expect(elsewhere.value).not.toBe(cookie);
			expect(await sessions.whoAsks(desk, cookie, NOW, 'page')).not.toBeNull();
			await signIn.enter(desk, { email, password: PASSWORD, ...from, replaces: cookie }, NOW);
			expect(await sessions.whoAsks(desk, cookie, NOW, 'page')).toBeNull();
			expect(await sessions.whoAsks(desk, elsewhere.value, NOW, 'page')).not.toBeNull();
		});

		test('ends at sign-out, on the server too', async () => {
			const { cookie } = await joined(marlbrook, someone());
			await signIn.leave(desk, cookie);
			expect(await sessions.whoAsks(desk, cookie, NOW, 'exchange')).toBeNull();
			await signIn.leave(desk, undefined);
			await signIn.leave(desk, 'made.up');
		});

		test('people see their own and end their own', async () => {
			const email = someone();
			const { cookie } = await joined(marlbrook, email);
			const tablet = await signIn.enter(
				desk,
				{ email, password: PASSWORD, address: ADDRESS, userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' },
				later(1000)
			);
			const other = await joined(marlbrook, someone());
			const asker = await sessions.whoAsks(desk, cookie, later(2000), 'page');
			const otherAsker = await sessions.whoAsks(desk, other.cookie, later(2000), 'page');
			if (!asker || !otherAsker) expect.fail('not signed in');
			const lines = await sessions.sessionsOf(desk, asker.session, later(2000));
			expect(lines.map(({ device, here, beganAt }) => ({ device, here, beganAt }))).toEqual([
				{ device: 'Firefox on Windows', here: false, beganAt: later(1000) },
				{ device: 'A browser on a device we do not know', here: true, beganAt: NOW }
			]);
			expect(await codeOf(sessions.endSession(desk, otherAsker.session, lines[0]?.sessionId ?? ''))).toBe(
				'thing.not_found'
			);
			await sessions.endSession(desk, asker.session, lines[0]?.sessionId ?? '');
			expect(await sessions.whoAsks(desk, tablet.value, later(2000), 'exchange')).toBeNull();
			expect(await codeOf(sessions.endSession(desk, asker.session, newId()))).toBe('thing.not_found');
		});

		test('its cookie lasts as long as it does, and by https is ours alone', async () => {
			const email = someone();
			const personId = await person(marlbrook, email);
			const cookie = await accept(await tokenFor(marlbrook, personId));
			expect(cookie).toMatchObject({ name: 'golden-thread', maxAge: 12 * 60 * 60, secure: false });
			const secure = openDesk(db, { secret: SECRET, https: true });
			const again = await signIn.enter(secure, { email, password: PASSWORD, ...from }, NOW);
			expect(again).toMatchObject({ name: '__Host-golden-thread', secure: true });
			expect(await sessions.whoAsks(secure, again.value, NOW, 'page')).not.toBeNull();
		});

		test('that is over can be swept away', async () => {
			const { cookie } = await joined(marlbrook, someone());
			await sessions.deleteExpired(desk, later(SESSION_MS - 1));
			expect(await sessions.whoAsks(desk, cookie, NOW, 'page')).not.toBeNull();
			await sessions.deleteExpired(desk, later(SESSION_MS));
			expect(await sessions.whoAsks(desk, cookie, NOW, 'page')).toBeNull();
		});
	});

	describe('two partnerships', () => {
		test('a session speaks for one person of one partnership', async () => {
			const a = await joined(marlbrook, someone());
			const b = await joined(thornley, someone());
			expect((await sessions.whoAsks(desk, a.cookie, NOW, 'page'))?.person.partnershipId).toBe(marlbrook.partnershipId);
			expect((await sessions.whoAsks(desk, b.cookie, NOW, 'page'))?.person.partnershipId).toBe(thornley.partnershipId);
		});

		test('an invitation by one cannot take over an account of the other', async () => {
			const email = someone();
			const { personId, cookie } = await joined(marlbrook, email);
			const token = await tokenFor(thornley, await person(thornley, email));
			expect(await invitations.invitationOf(desk, token, NOW)).toMatchObject({
				known: true,
				partnershipName: 'Thornley'
			});
			expect(await codeOf(accept(token, 'chosen by somebody else'))).toBe('sign_in.failed');
			// Nothing half-done: not linked, and the invitation still there for who knows the password.
			expect(await thornley.selectFrom('person').select('userId').execute()).toEqual([{ userId: null }]);
			expect(await invitations.invitationOf(desk, token, NOW)).not.toBeNull();
			expect((await sessions.whoAsks(desk, cookie, NOW, 'page'))?.person.personId).toBe(personId);
			expect(await codeOf(enter(email, PASSWORD))).toBe('done');
			expect(await codeOf(enter(email, 'chosen by somebody else'))).toBe('sign_in.failed');
		});

		test('who knows the password joins both with it, and works with one at a time', async () => {
			const email = someone();
			const inMarlbrook = await joined(marlbrook, email, ['chair']);
			const inThornley = await person(thornley, email, ['auditor']);
			const cookie = await accept(await tokenFor(thornley, inThornley));
			const asker = await sessions.whoAsks(desk, cookie.value, NOW, 'page');
			expect(asker?.person).toMatchObject({ personId: inThornley, roles: ['auditor'] });
			if (!asker) expect.fail('not signed in');
			await sessions.actAs(desk, asker.session, inMarlbrook.personId);
			expect((await sessions.whoAsks(desk, cookie.value, NOW, 'page'))?.person).toMatchObject({
				partnershipName: 'Marlbrook',
				roles: ['chair']
			});
			const stranger = await person(marlbrook, someone());
			expect(await codeOf(sessions.actAs(desk, asker.session, stranger))).toBe('thing.not_found');

			// Disabled in one, the other remains.
			await marlbrook
				.updateTable('person')
				.set({ disabledAt: NOW })
				.where('personId', '=', inMarlbrook.personId)
				.execute();
			expect(await sessions.whoAsks(desk, cookie.value, NOW, 'page')).toBeNull();
			const again = await enter(email);
			expect((await sessions.whoAsks(desk, again.value, NOW, 'page'))?.person.personId).toBe(inThornley);
		});

		test('a new password cannot be set through one of them', async () => {
			const email = someone();
			await joined(marlbrook, email);
			const inThornley = await person(thornley, email);
			await accept(await tokenFor(thornley, inThornley));
			expect(await codeOf(accept(await tokenFor(thornley, inThornley), 'four green saucepans'))).toBe('sign_in.failed');
			expect(await codeOf(enter(email, PASSWORD))).toBe('done');
		});
	});
});
