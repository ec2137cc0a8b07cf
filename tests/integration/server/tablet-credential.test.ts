/** The tablet's own credential: what it opens, and everything that it must not be taken for. */
import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '#lib/domain/problem.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { LEASE_DAYS } from '#lib/domain/tablet.ts';
import * as activity from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import { whoExchanges } from '#lib/server/exchange-asker.ts';
import { newId } from '#lib/server/ids.ts';
import * as people from '#lib/server/people.ts';
import { whoAsks } from '#lib/server/sessions.ts';
import { openDesk, type Desk } from '#lib/server/sign-in-desk.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import { exchange } from '#lib/server/sync.ts';
import * as tablets from '#lib/server/tablets.ts';
import { by, envelope, minutes, person, START } from '#tests/support/builders.ts';
import { signed, signingKey } from '#tests/support/sealed.ts';
import { engines, withStore } from '#tests/support/store.ts';

const SECRET = 'a secret of more than thirty-two characters';
const DAY = 24 * 60;

async function tabletOf(store: Store, desk: Desk, name = 'Amina') {
	const personId = await people.add(store, person({ name, email: `${newId()}@example.org` }), by());
	const key = signingKey();
	const deviceId = newId();
	const registration = { deviceId, publicKey: key.publicKey, build: 'test' };
	const { tabletId } = await tablets.register(
		store,
		{ personId, device: 'Safari on an iPad', now: START },
		registration
	);
	let counter = 0;
	return {
		personId,
		deviceId,
		tabletId,
		key,
		registration,
		/** Asks who that is, as the hook does; the codes of refusals, null for nobody. */
		async ask(
			at: number,
			changed: { header?: string; body?: string; sent?: string; counter?: number; cookie?: string } = {}
		): Promise<string | ProblemCode | null> {
			const body = changed.body ?? '{}';
			counter = changed.counter ?? counter + 1;
			const header = changed.header ?? signed(key, { tabletId, counter, body });
			const sent = async () => new TextEncoder().encode(changed.sent ?? body);
			try {
				const session = () => whoAsks(desk, changed.cookie, minutes(at), 'exchange');
				const asker = await whoExchanges(desk.db, { session, header, body: sent }, minutes(at));
				return asker?.person.personId ?? null;
			} catch (thrown) {
				if (thrown instanceof Refusal) return thrown.problem.code;
				throw thrown;
			}
		}
	};
}

/** Gives the cookie of somebody who signed in. */
async function cookieOf(store: Store, desk: Desk, personId: string): Promise<string> {
	const { link } = await invitations.invite(store, personId, { actorId: null, origin: 'http://localhost', now: START });
	const ask = { token: link.split('/').at(-1) ?? '', password: 'three purple kettles', address: '', userAgent: null };
	return (await invitations.accept(desk, ask, START)).value;
}

describe.each(engines)("a tablet's credential on %s", (engine) => {
	const given = withStore(engine);
	const desk = () => openDesk(given.db, { secret: SECRET, https: false });

	test('speaks for its person without a session', async () => {
		const amina = await tabletOf(given.store, desk());
		expect(await amina.ask(1)).toBe(amina.personId);
		expect(await amina.ask(2)).toBe(amina.personId);
	});

	test('signed by another key, for another body, another tablet or with nonsense it is nobody', async () => {
		const amina = await tabletOf(given.store, desk());
		const ben = await tabletOf(given.store, desk(), 'Ben');
		const of = { tabletId: amina.tabletId, counter: 9, body: '{}' };
		expect(await amina.ask(1, { header: signed(ben.key, of) })).toBeNull();
		expect(await amina.ask(1, { sent: '{"entries":[]}' })).toBeNull();
		expect(await amina.ask(1, { header: signed(amina.key, { ...of, tabletId: ben.tabletId }) })).toBeNull();
		expect(await amina.ask(1, { header: signed(amina.key, { ...of, tabletId: newId() }) })).toBeNull();
		expect(await amina.ask(1, { header: signed(amina.key, { ...of, path: '/api/tablets/farewell' }) })).toBeNull();
		const [, , signature] = signed(amina.key, of).split('.');
		for (const header of ['', 'x', `${amina.tabletId}.10.${signature}`, `${amina.tabletId}.-9.${signature}`])
			expect(await amina.ask(1, { header }), header).toBeNull();
		// None of that used a number up.
		expect(await amina.ask(2, { counter: 1 })).toBe(amina.personId);
	});

	test('a number that was seen is not taken again, and the answer says which one is next', async () => {
		const amina = await tabletOf(given.store, desk());
		const header = signed(amina.key, { tabletId: amina.tabletId, counter: 7, body: '{}' });
		expect(await amina.ask(1, { header })).toBe(amina.personId);
		expect(await amina.ask(1, { header })).toBe('tablet.counter');
		expect(await amina.ask(1, { counter: 6 })).toBe('tablet.counter');
		const again = whoExchanges(
			given.db,
			{ session: async () => null, header, body: async () => new TextEncoder().encode('{}') },
			minutes(2)
		);
		await expect(again).rejects.toMatchObject({ problem: { code: 'tablet.counter', detail: ['8'] } });
		// Of two at the same time one is taken.
		const twice = await Promise.all([amina.ask(3, { counter: 8 }), amina.ask(3, { counter: 8 })]);
		expect(twice.sort()).toEqual([amina.personId, 'tablet.counter'].sort());
	});

	test('its lease is renewed by each contact, and over after a fortnight without', async () => {
		const amina = await tabletOf(given.store, desk());
		expect(await amina.ask((LEASE_DAYS - 1) * DAY)).toBe(amina.personId);
		expect(await amina.ask((2 * LEASE_DAYS - 2) * DAY)).toBe(amina.personId);
		expect(await amina.ask((3 * LEASE_DAYS - 2) * DAY)).toBeNull();
		// The same person signs in on it again: it goes on, and the old credential does not.
		const again = await tablets.register(
			given.store,
			{ personId: amina.personId, device: 'Safari on an iPad', now: minutes(43 * DAY) },
			amina.registration
		);
		expect(await amina.ask(43 * DAY)).toBeNull();
		const header = signed(amina.key, { tabletId: again.tabletId, counter: 1, body: '{}' });
		expect(await amina.ask(43 * DAY, { header })).toBe(amina.personId);
		expect(await tablets.list(given.store, amina.personId)).toHaveLength(1);
	});

	test('revoked, it is told so at its next request, by session too; another tablet goes on', async () => {
		const amina = await tabletOf(given.store, desk());
		const other = { ...amina.registration, deviceId: newId() };
		const second = await tablets.register(
			given.store,
			{ personId: amina.personId, device: 'Chrome on Android', now: START },
			other
		);
		expect(await amina.ask(1)).toBe(amina.personId);
		await expect(tablets.revoke(given.store, newId(), amina.tabletId, by(2))).rejects.toMatchObject({
			problem: { code: 'thing.not_found' }
		});
		await tablets.revoke(given.store, amina.personId, amina.tabletId, by(2));
		await tablets.revoke(given.store, amina.personId, amina.tabletId, by(3));
		expect(await amina.ask(2)).toBe('tablet.revoked');
		const header = signed(amina.key, { tabletId: second.tabletId, counter: 1, body: '{}' });
		expect(await amina.ask(2, { header })).toBe(amina.personId);
		const everybody = await people.byId(given.store, amina.personId);
		const as = { ...everybody, partnershipId: given.store.partnershipId, partnershipName: 'The Council' };
		const bySession = exchange(given.store, as, envelope([], { deviceId: amina.deviceId }), minutes(3));
		await expect(bySession).rejects.toMatchObject({ problem: { code: 'tablet.revoked' } });
		const anew = tablets.register(
			given.store,
			{ personId: amina.personId, device: '', now: minutes(3) },
			amina.registration
		);
		await expect(anew).rejects.toMatchObject({ problem: { code: 'tablet.revoked' } });
		const lines = await activity.about(given.store, amina.personId);
		expect(lines.filter(({ action }) => action === 'tablet.revoked')).toHaveLength(1);
	});

	test('a person whose access ends has lost every tablet at the next request, and for good', async () => {
		const amina = await tabletOf(given.store, desk());
		expect(await amina.ask(1)).toBe(amina.personId);
		await people.disable(given.store, amina.personId, by(1));
		expect(await amina.ask(1)).toBe('tablet.revoked');
		await people.enable(given.store, amina.personId, by(2));
		expect(await amina.ask(2)).toBe('tablet.revoked');
	});

	test('while somebody else is signed in on the tablet it sends nothing, and learns who that is', async () => {
		const amina = await tabletOf(given.store, desk());
		const ben = await tabletOf(given.store, desk(), 'Ben');
		const cookie = await cookieOf(given.store, desk(), ben.personId);
		const header = signed(amina.key, { tabletId: amina.tabletId, counter: 1, body: '{}' });
		const asked = whoExchanges(
			given.db,
			{
				session: () => whoAsks(desk(), cookie, minutes(1), 'exchange'),
				header,
				body: async () => new TextEncoder().encode('{}')
			},
			minutes(1)
		);
		await expect(asked).rejects.toMatchObject({
			problem: { code: 'session.other_person', detail: [ben.personId] }
		});
		const own = await cookieOf(given.store, desk(), amina.personId);
		expect(await amina.ask(2, { counter: 2, cookie: own })).toBe(amina.personId);
		// A signature that proves nothing leaves the session to speak, as for a tablet that has none.
		expect(await amina.ask(3, { header: 'x', cookie: own })).toBe(amina.personId);
	});
});
