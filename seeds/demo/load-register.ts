/** Loads people, settings and plans through the preview and confirmation of an import, as often as returns came. */
import type { By } from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as register from '#lib/server/register.ts';
import type { Instant, PlainDate } from '#lib/domain/plain-date.ts';
import { DEFAULT_CAPACITY } from '#lib/domain/person.ts';
import { integer, randomStream } from '#lib/domain/random.ts';
import type { RegisterImport } from '#lib/domain/register.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import type { Demonstration } from './demonstration.ts';
import { earlierReturn } from './earlier.ts';
import { demoFiles } from './files.ts';
import { keyPeople } from './people.ts';
import { readDemo } from './reading.ts';
import { demoTerms, moment } from './school-years.ts';
import type { Timeline } from './timeline.ts';

/** Gives what the demonstration's files say. Throws where they could not be imported, which is a fault of the generator. */
async function importOf(demonstration: Demonstration): Promise<Required<RegisterImport>> {
	const { import: read, problems } = await readDemo(demoFiles(demonstration));
	if (!read) throw new Error(`the demonstration's files cannot be imported: ${problems[0]?.code ?? 'no reason given'}`);
	return read;
}

/** Adds the first coordinator, whom nobody invited: who imports must be somebody. Gives their id. */
async function firstCoordinator(store: Store, { people: everybody }: Demonstration, by: By): Promise<string> {
	const priya = everybody.find((person) => person.email === keyPeople.priya);
	if (!priya) throw new Error('the demonstration has no coordinator');
	return people.add(
		store,
		{
			email: priya.email,
			name: priya.name,
			roles: [...priya.roles],
			agency: null,
			capacity: DEFAULT_CAPACITY,
			trainedOn: null,
			schoolUrns: []
		},
		by
	);
}

/**
 * Writes people, settings and the first return, adds the later ones to the timeline, and gives the id of the coordinator who imports
 * them. Returns come each September, so that ended plans were once in force and two reviews of one plan are known, and this month.
 */
export async function loadRegister(store: Store, demonstration: Demonstration, timeline: Timeline): Promise<string> {
	const { today, exportedOn } = demonstration;
	const first = firstDay(today);
	const coordinatorId = await firstCoordinator(store, demonstration, { actorId: null, now: moment(first, 0) });
	const files = await importOf(demonstration);
	const { return: last } = files;
	if (!last) throw new Error('the demonstration holds no plans');
	const references = randomStream('demonstration references');
	const write = async (what: RegisterImport, now: Instant) => {
		const { basis } = await register.preview(store, what, coordinatorId);
		await register.confirm(
			store,
			what,
			basis,
			{ actorId: coordinatorId, now },
			{ below: (n) => integer(references, n) }
		);
	};
	await write({ ...files, return: earlierReturn(last, first) }, moment(first, 90));
	const year = academicYearOf(today);
	const later = [`${year - 1}-09-01`, `${year}-09-01`].filter((september) => september < exportedOn);
	for (const september of later) {
		const at = moment(september, 90);
		timeline.add(at, () => write({ return: earlierReturn(last, september), schools: null, people: null }, at));
	}
	const at = moment(exportedOn, 0) < timeline.limit ? moment(exportedOn, 0) : timeline.limit;
	timeline.add(at, () => write(files, at));
	return coordinatorId;
}

/** The demonstration begins with the first of its past terms. */
function firstDay(today: PlainDate): PlainDate {
	return demoTerms(today)[0]?.startsOn ?? today;
}
