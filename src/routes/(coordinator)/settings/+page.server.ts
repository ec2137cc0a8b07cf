import * as z from 'zod';
import { LocalGuideForm, SchoolGuideForm } from '#lib/domain/guide-form.ts';
import { isComplete } from '#lib/domain/local-guide.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { PublicKey } from '#lib/domain/sealed.ts';
import { TabletForm } from '#lib/domain/tablet-form.ts';
import { keyIdOf } from '#lib/sealing/to-key.ts';
import { inTransaction } from '#lib/server/db/store.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as intakeKeys from '#lib/server/intake-keys.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as localGuides from '#lib/server/local-guides.ts';
import * as schoolGuides from '#lib/server/school-guides.ts';
import * as sentCopies from '#lib/server/sent-copies.ts';
import * as tabletLocks from '#lib/server/tablet-locks.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store }) => {
	const [guide, schoolGuide] = await Promise.all([localGuides.get(store), schoolGuides.get(store)]);
	const recovery = { key: await recoveries.key(store), without: await recoveries.withoutEscrow(store) };
	const [locks, copyDays] = await Promise.all([tabletLocks.get(store), sentCopies.days(store)]);
	return { guide, schoolGuide, recovery, locks, copyDays, complete: isComplete(guide) };
});

export const actions: Actions = {
	recovery: action({
		form: z.strictObject({ publicKey: z.string().max(400) }),
		act: async ({ store, person, body, now }) => {
			const publicKey = publicKeyIn(body.publicKey);
			const keyId = await keyIdOf(publicKey);
			await recoveries.setKey(store, { keyId, publicKey }, { actorId: person.personId, now });
			return { saved: 'recovery' as const };
		}
	}),
	tablets: action({
		form: TabletForm,
		act: async ({ store, person, body, now }) => {
			const by = { actorId: person.personId, now };
			await inTransaction(store, async (tx) => {
				await tabletLocks.write(tx, body.locks, by);
				await sentCopies.write(tx, body.copyDays, by);
			});
			return { saved: 'tablets' as const };
		}
	}),
	intake: action({
		form: z.strictObject({}),
		act: async ({ store, person, event, now }) => {
			await intakeKeys.renew(store, event.locals.desk.secret, { actorId: person.personId, now });
			return { saved: 'intake' as const };
		}
	}),
	auditors: action({
		form: LocalGuideForm,
		act: async ({ store, person, body, now }) => {
			await localGuides.write(store, body, { actorId: person.personId, now });
			return { saved: 'auditors' as const };
		}
	}),
	headteachers: action({
		form: SchoolGuideForm,
		act: async ({ store, person, body, now }) => {
			await schoolGuides.write(store, body, { actorId: person.personId, now });
			return { saved: 'headteachers' as const };
		}
	})
};

/** Gives the public half that the coordinator's browser made. Refuses `request.malformed`. */
function publicKeyIn(text: string): PublicKey {
	try {
		return PublicKey.parse(JSON.parse(text));
	} catch {
		throw new Refusal('request.malformed');
	}
}
