/** What a tablet left behind that was taken off, and no draft has room for. */
import { describe, expect, test } from 'vitest';
import { Farewell } from '#lib/domain/farewell.ts';
import type { Person } from '#lib/domain/person.ts';
import { ExchangeEnvelope, ExchangeReply } from '#lib/domain/sync.ts';
import * as assignments from '#lib/server/assignments.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as farewells from '#lib/server/farewells.ts';
import { newId } from '#lib/server/ids.ts';
import { exchange } from '#lib/server/sync.ts';
import * as tablets from '#lib/server/tablets.ts';
import { begunTerm, by, envelope, minutes, signedIn } from '#tests/support/builders.ts';
import { draftBackup, signingKey } from '#tests/support/sealed.ts';
import { engines, withStore } from '#tests/support/store.ts';

const vaultId = newId();

/** A copy with words of its own. */
const copy = (assignmentId: string, letter: string) =>
	draftBackup(assignmentId, { vaultId, sealed: { n: 'N'.repeat(16), c: letter.repeat(40) } });

async function desk(store: Store) {
	const { assignments: all, auditors } = await begunTerm(store);
	const auditor = auditors.find(({ personId }) => all.filter((one) => one.auditorId === personId).length > 1);
	const other = auditors.find((one) => one !== auditor);
	const [first, second] = all.filter((one) => one.auditorId === auditor?.personId);
	if (!auditor || !other || !first || !second) throw new Error('the term is too small');
	const { personId } = auditor;
	const deviceId = newId();
	const { tabletId } = await tablets.register(
		store,
		{ personId, device: 'iPad', now: minutes(100) },
		{ deviceId, publicKey: signingKey().publicKey, build: 'test' }
	);
	await tablets.revoke(store, personId, tabletId, by(105));
	return {
		...{ first, second, personId },
		/** Another tablet of the same person, or of somebody else: what it sends is parsed as on the wire, both ways. */
		tablet(who: Person = auditor) {
			const device = newId();
			return async (parts: Partial<ExchangeEnvelope> = {}) => {
				const sent = { ...envelope([], parts), deviceId: device };
				const parsed = ExchangeEnvelope.parse(JSON.parse(JSON.stringify(sent)));
				const reply = await exchange(store, signedIn(store, who), parsed, minutes(120));
				return ExchangeReply.parse(JSON.parse(JSON.stringify(reply)));
			};
		},
		other,
		/** The revoked tablet's last post. */
		post: (more: Partial<Farewell>, at = 110) =>
			farewells.keep(
				store,
				{ tabletId, personId, deviceId, now: minutes(at) },
				Farewell.parse({ deviceId, entries: [], backups: [], ...more })
			),
		async takeAll() {
			for (const { farewellId } of await farewells.open(store, personId))
				await farewells.take(store, { personId, farewellId }, by(115), {});
		}
	};
}

describe.each(engines)('what a tablet left behind, on %s', (engine) => {
	const given = withStore(engine);

	test('waits for a tablet of its author, and goes once it is on that one', async () => {
		const { first, second, tablet, other, post, takeAll } = await desk(given.store);
		const laptop = tablet();
		await laptop({ backups: [draftBackup(first.assignmentId, { vaultId })] });
		const typed = copy(first.assignmentId, 'T');
		const aside = copy(second.assignmentId, 'S');
		await post({ backups: [typed], aside: [aside] });
		await takeAll();
		const told = await laptop();
		expect(told.leftWords).toBeUndefined();
		expect(told.drafts).toMatchObject([{ assignmentId: first.assignmentId, here: true }]);
		expect(told.left?.map(({ assignmentId }) => assignmentId).sort()).toEqual(
			[first.assignmentId, second.assignmentId].sort()
		);
		const ids = (told.left ?? []).map(({ leftId }) => leftId);
		const ask = { left: { fetch: ids, kept: [] } };
		const words = (await laptop(ask)).leftWords ?? [];
		const found = new Map(words.map(({ sealed, aside: isAside }) => [sealed.c, isAside]));
		expect(found).toEqual(
			new Map([
				[typed.sealed.c, false],
				[aside.sealed.c, true]
			])
		);
		// The draft is as the laptop had it.
		const claims = [first.assignmentId];
		expect((await laptop({ claims })).claimed).toMatchObject([{ sealed: draftBackup('').sealed }]);
		// Nobody else is told, given or trusted anything.
		const theirs = tablet(other);
		expect(await theirs(ask)).toMatchObject({ leftWords: [] });
		expect(await theirs({ left: { fetch: [], kept: ids } })).not.toHaveProperty('left');
		expect((await laptop({ left: { fetch: [], kept: ids.slice(0, 1) } })).left).toMatchObject([{ leftId: ids[1] }]);
		expect(await laptop({ left: { fetch: [], kept: ids } })).not.toHaveProperty('left');
	});

	test('is not kept of a plan that its author handed back since', async () => {
		const { first, second, personId, tablet, post, takeAll } = await desk(given.store);
		await post({ backups: [copy(first.assignmentId, 'T')], aside: [copy(second.assignmentId, 'S')] });
		await assignments.decline(given.store, first.assignmentId, 'know_family', { actorId: personId, now: minutes(112) });
		await takeAll();
		expect((await tablet()()).left).toMatchObject([{ assignmentId: second.assignmentId }]);
	});

	test('is taken off a post that comes again with what was typed since; only that is new', async () => {
		const { first, second, personId, post, takeAll } = await desk(given.store);
		const backups = [copy(first.assignmentId, 'T')];
		await post({ backups });
		await post({ backups }, 111);
		expect(await farewells.open(given.store)).toMatchObject([{ personId, drafts: 1 }]);
		await post({ backups, aside: [copy(second.assignmentId, 'S')] }, 112);
		expect(await farewells.open(given.store)).toMatchObject([{ drafts: 1 }, { drafts: 1, receivedAt: minutes(112) }]);
		// A tablet that was stolen cannot fill the store.
		for (const letter of 'ABCDEFGH') await post({ backups: [copy(first.assignmentId, letter)] });
		const one = { backups: [copy(first.assignmentId, 'Z')] };
		await expect(post(one)).rejects.toMatchObject({ problem: { code: 'request.too_large' } });
		await takeAll();
		await post(one);
		expect(await farewells.open(given.store)).toHaveLength(1);
	});
});
