/** The demonstration partnership: made up by a seeded generator, with the proportions of the published figures. Pure. */
import { addDays, type PlainDate } from '#lib/domain/plain-date.ts';
import { randomStream } from '#lib/domain/random.ts';
import { caseload } from './caseload.ts';
import { historyOf, reviewKinds } from './history.ts';
import { demoPeople, type DemoPerson } from './people.ts';
import { demoSchools, type DemoSchool } from './schools.ts';
import { sen2Rows } from './sen2.ts';
import type { Sen2Rows } from './sen2-modules.ts';

/** The seed of the demonstration that `npm start` loads. */
export const DEMO_SEED = 'golden-thread';

/** Plans that ceased in the two years before the export. */
const CEASED = 260;

export const demoPartnership = {
	name: 'Lewisham demonstration partnership',
	code: 'LEW',
	laCode: '209'
} as const;

export interface Demonstration {
	readonly partnership: typeof demoPartnership;
	readonly laCode: string;
	readonly today: PlainDate;
	/** The day of the SEN2 export: the first of today's month. */
	readonly exportedOn: PlainDate;
	readonly people: readonly DemoPerson[];
	readonly schools: readonly DemoSchool[];
	readonly sen2: Sen2Rows;
}

/**
 * Gives the demonstration of a seed as of a day: the same seed and day, the same bytes. Schools and grown-ups are the same for every
 * seed; children, plans and what happened to them hang on it.
 */
export function demonstration(seed: string, today: PlainDate): Demonstration {
	const exportedOn = addDays(today, 1 - Number(today.slice(8)));
	const schools = demoSchools(today);
	const plans = caseload(randomStream(`${seed} caseload`), schools);
	const reviews = reviewKinds(randomStream(`${seed} reviews`), plans);
	const histories = randomStream(`${seed} histories`);
	return {
		partnership: demoPartnership,
		laCode: demoPartnership.laCode,
		today,
		exportedOn,
		people: demoPeople(schools, today),
		schools,
		sen2: sen2Rows(randomStream(`${seed} export`), {
			exportedOn,
			laCode: demoPartnership.laCode,
			schools,
			plans: plans.map((plan, at) => ({
				plan,
				history: historyOf(histories, plan, reviews[at] ?? 'none', exportedOn)
			})),
			ceased: CEASED
		})
	};
}
