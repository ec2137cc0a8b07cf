/** When the demonstration's auditors worked: begun, finished, received. */
import { addDays, daysBetween, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import type { Random } from '#lib/domain/random.ts';
import { between, happens } from './chance.ts';
import { moment, type DemoTerm } from './school-years.ts';

export interface When {
	readonly begunAt: Instant;
	readonly doneAt: Instant;
	readonly receivedAt: Instant;
}

/** Three in a hundred audits are never sent. */
const NEVER = 0.03;

function later(instant: Instant, seconds: number): Instant {
	return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/**
 * Gives when an audit was begun, finished and received: more towards the due day than away from it, some a few days late, one in four held
 * back a while without a network. Null where it was never sent, or would be sent only after today. Of a key person's audits in the
 * present term the first `wanted` were sent and the others are open; `order` counts them.
 */
export function whenAudited(
	random: Random,
	term: DemoTerm,
	today: PlainDate,
	wanted: number | undefined,
	order: number
): When | null {
	const span = daysBetween(term.confirmedOn, term.dueOn);
	const drawn = addDays(term.confirmedOn, 5 + Math.max(between(random, 0, span), between(random, 0, span)));
	const never = happens(random, NEVER);
	const overnight = happens(random, 0.25);
	const offline = happens(random, 0.25);
	const minutes = { begun: between(random, 0, 560), taken: between(random, 55, 170) };
	const waits = offline ? between(random, 2 * 3600, 50 * 3600) : between(random, 4, 50);
	const settled = term.closedOn === null && wanted !== undefined;
	if (settled ? order >= wanted : never) return null;
	const doneOn = settled ? addDays(today, -3 - order) : drawn;
	const begunAt = moment(overnight ? addDays(doneOn, -1) : doneOn, minutes.begun);
	const doneAt = overnight ? moment(doneOn, minutes.taken) : later(begunAt, minutes.taken * 60);
	const receivedAt = later(doneAt, settled ? 20 : waits);
	return doneOn > term.confirmedOn && receivedAt < `${today}T00:00:00.000Z` ? { begunAt, doneAt, receivedAt } : null;
}

/** Once in a spring term a tablet stays without a network until the half-year's report is out: its audit counts in the next, late. */
export function straggling(term: DemoTerm): When {
	const year = term.academicYear + 1;
	const begunAt = moment(`${year}-02-19`, 130);
	return { begunAt, doneAt: later(begunAt, 95 * 60), receivedAt: moment(`${year}-03-18`, 75) };
}
