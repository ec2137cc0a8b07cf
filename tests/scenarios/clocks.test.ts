/**
 * R15: a tablet's clock jumps by up to ten years, to and fro, between anything that is done on it, its zone changes, and summer time begins or
 * ends. What was answered last counts, audits are in the server's order and at the server's time, due dates stay, copies go when the team says
 * that they are to go, and no clock makes a lease longer.
 */
import { afterAll, expect, test } from 'vitest';
import { readAll } from '#lib/client/records.ts';
import { dueWord } from '#lib/domain/due-word.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import { integer, pick, randomStream } from '#lib/domain/random.ts';
import { leaseLeft, leaseSeen, newLease, usualLocks } from '#lib/domain/vault.ts';
import { COUNT, SEED } from '../support/faults.ts';
import { scenario, type ScenarioTerm } from '../support/scenario.ts';
import { shortRubric } from '../support/scenario-rubric.ts';
import type { ScenarioTablet } from '../support/scenario-tablet.ts';
import { dayInLondon, daysFrom, wander } from '../support/wandering.ts';

const TIMES = COUNT(200);
const TEN_YEARS_HOURS = 10 * 365 * 24;
const rubric = shortRubric();
const home = process.env.TZ;
afterAll(() => {
	process.env.TZ = home;
});

const noted = (note: string) => ({ level: 'partly' as const, note });

/** When a round is: an ordinary day, the nights in which summer time ends and begins, and days at which a due day is near. */
const seasons = [
	{ name: 'autumn', from: '2026-09-09T09:00:00.000Z' },
	{ name: 'autumn', from: '2026-10-25T00:10:00.000Z' },
	{ name: 'summer', from: '2027-03-28T00:10:00.000Z' },
	{ name: 'autumn', from: '2026-12-15T23:30:00.000Z' },
	{ name: 'summer', from: '2027-07-06T22:30:00.000Z' }
] as const;

/**
 * Retention: the copy of a sent audit goes seven days after its receipt, by the team's clock alone. What the team does not have stays,
 * whatever any clock says. Gives the tablet as it is then.
 */
async function expectCopiesGo(given: {
	readonly term: ScenarioTerm;
	readonly other: ScenarioTablet;
	readonly jump: (tablet: ScenarioTablet) => void;
	readonly received: readonly Instant[];
	readonly seed: string;
}): Promise<ScenarioTablet> {
	const { term, other, jump, received, seed } = given;
	const copies = async ({ real }: ScenarioTablet) =>
		(await readAll(real.db, 'submissions')).map(({ item }) => term.planOf(item.planRef)).sort();
	const sevenDaysOn = (from: Instant, ms: number) => new Date(Date.parse(from) + 7 * 24 * 3_600_000 + ms).toISOString();

	jump(other);
	await other.audit('plan-3').answer('F.1', noted('Begun.')).save();
	jump(other);
	const parked = await other.audit('plan-4').answerAll('met').submit();
	await term.withdraw('plan-4');
	jump(other);
	expect(await other.exchange(), seed).toMatchObject({ state: 'done', refused: 1 });
	expect(await copies(other), seed).toEqual(['plan-1', 'plan-2', 'plan-4']);

	// A quarter of an hour and more too early, whatever the tablet's own clock says.
	term.on(sevenDaysOn(received.toSorted()[0] ?? '', -1_800_000));
	jump(other);
	expect(await other.exchange(), seed).toMatchObject({ state: 'done' });
	expect(await copies(other), seed).toEqual(['plan-1', 'plan-2', 'plan-4']);

	// In time, and the team is not heard: closing the app and its clock take nothing away.
	term.on(sevenDaysOn(received.toSorted().at(-1) ?? '', 0));
	other.offline();
	jump(other);
	expect(await other.exchange(), seed).toEqual({ state: 'no_network' });
	const again = await other.reopen();
	jump(again);
	expect(await copies(again), seed).toEqual(['plan-1', 'plan-2', 'plan-4']);

	again.online();
	jump(again);
	expect(await again.exchange(), seed).toMatchObject({ state: 'done' });
	expect(await copies(again), seed).toEqual(['plan-4']);
	const stands = { 'plan-1': 'sent', 'plan-2': 'sent', 'plan-3': 'begun', 'plan-4': 'refused' };
	expect(await again.states(), seed).toEqual(stands);
	expect((await again.audit('plan-3').save()).answers['F.1'], seed).toEqual(noted('Begun.'));
	expect(await again.outbox(), seed).toMatchObject([{ entryId: parked, refused: 'assignment.withdrawn' }]);
	return again;
}

test(
	`audits under a jumping clock are whole, in order and on time (${TIMES} times)`,
	{ timeout: 600_000 },
	async () => {
		let [right, furthest] = [0, 0];
		for (let nth = 1; nth <= TIMES; nth += 1) {
			const seed = `${SEED} clock ${nth}`;
			const random = randomStream(seed);
			const season = pick(random, seasons);
			// One in three has the right time all along, and only its zone changes.
			const jumping = nth % 3 !== 0;
			if (!jumping) right += 1;
			const { name } = season;
			const term = await scenario(seed).term({ plans: 4, rubric, profile: 'core', name });
			const [one, other] = [await term.tablet('Amina'), await term.tablet('Amina')];
			const due = (await term.assignments()).map(({ dueOn }) => dueOn);
			term.on(season.from);
			/** Some minutes go by, the tablet is carried into another zone, and its clock jumps. */
			const jump = (tablet: ScenarioTablet) => {
				term.passes({ minutes: integer(random, 15), seconds: 1 });
				wander(random);
				if (!jumping) return;
				tablet.clockOff({
					hours: integer(random, 2 * TEN_YEARS_HOURS) - TEN_YEARS_HOURS,
					minutes: integer(random, 60)
				});
				furthest = Math.max(furthest, Math.abs(Date.parse(tablet.real.now()) - Date.parse(term.now)));
			};

			jump(one);
			await one.audit('plan-1').answer('F.1', noted('First.')).save();
			jump(one);
			await one.audit('plan-1').answer('F.1', noted('Second.')).save();
			jump(one);
			expect(await one.exchange(), seed).toMatchObject({ state: 'done' });
			const reopened = await one.reopen();
			jump(reopened);
			expect((await reopened.audit('plan-1').save()).answers['F.1'], seed).toEqual(noted('Second.'));

			// It goes on on another tablet, whatever that one's clock says, with what was answered last.
			jump(other);
			expect(await other.exchange(), seed).toMatchObject({ state: 'done' });
			expect(await other.goOnHere('plan-1'), seed).toMatchObject({ state: 'done' });
			const sentOn = new Map<string, [at: Instant, plan: string]>();
			for (const plan of ['plan-1', 'plan-2']) {
				jump(other);
				if (plan === 'plan-1') await other.audit(plan).answer('F.1', noted('Third.')).save();
				sentOn.set(plan, [term.now, await other.audit(plan).answerAll('met').submit()]);
			}
			jump(other);
			const before = term.now;
			const outcome = await other.exchange();
			const after = term.now;
			expect(outcome, seed).toMatchObject({ state: 'done', accepted: 2, refused: 0 });

			const audits = await term.submissions();
			expect(audits.map(({ plan }) => plan).sort(), seed).toEqual(['plan-1', 'plan-2']);
			expect(audits.find(({ plan }) => plan === 'plan-1')?.answers['F.1'], seed).toEqual(noted('Third.'));
			const assigned = dayInLondon((await term.assignments())[0]?.assignedAt ?? '');
			for (const audit of audits) {
				expect(audit.receivedAt >= before && audit.receivedAt <= after, seed).toBe(true);
				expect(audit.submittedOn >= assigned && audit.submittedOn <= dayInLondon(after), seed).toBe(true);
				const [at] = sentOn.get(audit.plan) ?? [];
				if (!jumping) expect(audit.submittedOn, seed).toBe(dayInLondon(at ?? ''));
			}
			// Where its clock is right, in the order in which they were sent, also over the hour that comes twice.
			const order = (await term.entries()).flatMap(({ entryId }) =>
				[...sentOn].flatMap(([plan, [, id]]) => (id === entryId ? [plan] : []))
			);
			expect(jumping ? order.sort() : order, seed).toEqual(['plan-1', 'plan-2']);
			const shown = await other.summaries();
			const sent = shown.filter(({ state }) => state === 'sent');
			expect(sent.map(({ receivedAt }) => receivedAt).sort(), seed).toEqual(
				audits.map(({ receivedAt }) => receivedAt).sort()
			);
			expect(shown.map(({ item }) => item.dueOn).sort(), seed).toEqual(due.sort());
			if (!jumping)
				for (const { item } of shown) {
					const days = daysFrom(dayInLondon(term.now), item.dueOn);
					const said = dueWord(item.dueOn, londonDate(other.real.now()))?.text ?? null;
					expect(said, seed).toBe(days > 7 ? null : `Due in ${days} days`);
				}
			const again = await expectCopiesGo({
				term,
				other,
				jump,
				received: audits.map(({ receivedAt }) => receivedAt),
				seed
			});
			for (const { real } of [one, other, reopened, again]) real.db.close();
		}
		expect(furthest).toBeGreaterThan(TEN_YEARS_HOURS * 1_800_000);
		console.log(
			`R15, seed ${SEED}: ${TIMES} rounds in six zones, ${TIMES - right} of them with a clock that jumped at every step`
		);
	}
);

test('no clock makes a lease longer than it was', () => {
	const random = randomStream(`${SEED} lease`);
	for (let nth = 0; nth < 1000; nth += 1) {
		const start = Date.parse('2026-11-02T09:00:00.000Z');
		const at = (ms: number) => new Date(start + ms).toISOString();
		let lease = newLease(at((integer(random, 2001) - 1000) * 3_600_000), at(0));
		let left = leaseLeft(usualLocks, lease, lease.contactAt);
		expect(left).toBeGreaterThan(0);
		for (let jumps = 0; jumps < 10; jumps += 1) {
			const now = at((integer(random, 2 * TEN_YEARS_HOURS) - TEN_YEARS_HOURS) * 3_600_000);
			lease = leaseSeen(lease, now, integer(random, 3_600_000));
			const then = leaseLeft(usualLocks, lease, now);
			expect(then).toBeLessThanOrEqual(left);
			left = then;
		}
	}
});
