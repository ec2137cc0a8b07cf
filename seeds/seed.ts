/** Loads rubric and demonstration into an empty store, through the functions of the product: all of it or nothing. */
import type { Instant, PlainDate } from '#lib/domain/plain-date.ts';
import type { Database } from '#lib/server/db/connection.ts';
import { inTransaction, openStore } from '#lib/server/db/store.ts';
import * as localGuides from '#lib/server/local-guides.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as people from '#lib/server/people.ts';
import { DEMO_SEED, demoPartnership, demonstration } from './demo/demonstration.ts';
import { demoGuide } from './demo/guides.ts';
import { loadRegister } from './demo/load-register.ts';
import { addPublications } from './demo/load-reports.ts';
import { addTerms } from './demo/load-terms.ts';
import { demoTerms, moment } from './demo/school-years.ts';
import { demoSignIns, type DemoSignIn } from './demo/sign-ins.ts';
import { timelineUpTo } from './demo/timeline.ts';
import { publishRubrics } from './published-rubrics.ts';

export interface Seeded {
	/** `loaded` now; `present` already, complete; `other`: the store holds somebody's own partnership, and nothing was done. */
	readonly outcome: 'loaded' | 'present' | 'other';
	readonly partnershipId: string | null;
	/** Who can sign in with `DEMO_PASSWORD`. */
	readonly signIns: readonly DemoSignIn[];
}

/**
 * Loads the demonstration of a seed as of `today` (London), unless the store holds a partnership already. What was begun and cut off (a
 * partnership without anybody in it) is gone on with, and so are missing accounts. `now` is the moment at which accounts are made.
 */
export async function seedDemonstration(
	database: Database,
	{ today, seed = DEMO_SEED, now }: { today: PlainDate; seed?: string; now: Instant }
): Promise<Seeded> {
	const present = await partnerships.list(database);
	const ours = present.find(({ name, code }) => name === demoPartnership.name && code === demoPartnership.code);
	if (present.length > 0 && !ours) return { outcome: 'other', partnershipId: null, signIns: [] };
	const opened = demoTerms(today)[0]?.startsOn ?? today;
	const { partnershipId } = ours ?? (await partnerships.create(database, demoPartnership, moment(opened, 0)));
	const store = openStore(database, partnershipId);
	const begun = (await people.list(store)).length > 0;
	if (!begun) {
		const made = demonstration(seed, today);
		await inTransaction(store, async (tx) => {
			const timeline = timelineUpTo(`${today}T00:00:00.000Z`);
			const coordinatorId = await loadRegister(tx, made, timeline);
			const rubric = await publishRubrics(tx, { actorId: coordinatorId, now: moment(opened, 100) });
			await localGuides.write(tx, demoGuide, { actorId: coordinatorId, now: moment(opened, 105) });
			const partnershipName = demoPartnership.name;
			await addPublications(timeline, tx, { today, partnershipName, coordinatorId });
			addTerms({ store: tx, timeline, demonstration: made, seed, rubric, coordinatorId, partnershipName });
			await timeline.run();
		});
	}
	const signIns = await demoSignIns(database, partnershipId, now);
	return { outcome: begun ? 'present' : 'loaded', partnershipId, signIns };
}
