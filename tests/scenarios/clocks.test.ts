/**
 * R15: a tablet's clock jumps by up to ten years, to and fro, between anything that is done on it. What was answered last counts, audits are in
 * the server's order and at the server's time, due dates stay, and no clock makes a lease longer.
 */
import { expect, test } from 'vitest';
import { londonDate } from '#lib/domain/plain-date.ts';
import { integer, randomStream, type Random } from '#lib/domain/random.ts';
import { leaseLeft, leaseSeen, newLease, usualLocks } from '#lib/domain/vault.ts';
import { COUNT, SEED } from '../support/faults.ts';
import { scenario } from '../support/scenario.ts';
import { shortRubric } from '../support/scenario-rubric.ts';
import type { ScenarioTablet } from '../support/scenario-tablet.ts';

const TIMES = COUNT(200);
const TEN_YEARS_HOURS = 10 * 365 * 24;
const rubric = shortRubric();
const noted = (note: string) => ({ level: 'partly' as const, note });

const jump = (random: Random, tablet: ScenarioTablet) =>
	tablet.clockOff({ hours: integer(random, 2 * TEN_YEARS_HOURS) - TEN_YEARS_HOURS, minutes: integer(random, 60) });

test(
	`audits under a jumping clock are whole, in order and on time (${TIMES} times)`,
	{ timeout: 600_000 },
	async () => {
		for (let nth = 1; nth <= TIMES; nth += 1) {
			const seed = `${SEED} clock ${nth}`;
			const random = randomStream(seed);
			const term = await scenario(seed).term({ plans: 2, rubric, profile: 'core' });
			const [one, other] = [await term.tablet('Amina'), await term.tablet('Amina')];
			const due = (await term.assignments()).map(({ dueOn }) => dueOn);

			jump(random, one);
			await one.audit('plan-1').answer('F.1', noted('First.')).save();
			jump(random, one);
			await one.audit('plan-1').answer('F.1', noted('Second.')).save();
			jump(random, one);
			expect(await one.exchange(), seed).toMatchObject({ state: 'done' });
			const reopened = await one.reopen();
			jump(random, reopened);
			expect((await reopened.audit('plan-1').save()).answers['F.1'], seed).toEqual(noted('Second.'));

			// It goes on on another tablet, whatever that one's clock says, with what was answered last.
			jump(random, other);
			expect(await other.exchange(), seed).toMatchObject({ state: 'done' });
			expect(await other.goOnHere('plan-1'), seed).toMatchObject({ state: 'done' });
			jump(random, other);
			await other.audit('plan-1').answer('F.1', noted('Third.')).answerAll('met').submit();
			jump(random, other);
			await other.audit('plan-2').answerAll('met').submit();
			jump(random, other);
			const before = term.now;
			const outcome = await other.exchange();
			const after = term.now;
			expect(outcome, seed).toMatchObject({ state: 'done', accepted: 2, refused: 0 });

			const audits = await term.submissions();
			expect(audits.map(({ plan }) => plan).sort(), seed).toEqual(['plan-1', 'plan-2']);
			expect(audits.find(({ plan }) => plan === 'plan-1')?.answers['F.1'], seed).toEqual(noted('Third.'));
			const assigned = londonDate((await term.assignments())[0]?.assignedAt ?? '');
			for (const audit of audits) {
				expect(audit.receivedAt >= before && audit.receivedAt <= after, seed).toBe(true);
				expect(audit.submittedOn >= assigned && audit.submittedOn <= londonDate(after), seed).toBe(true);
			}
			const shown = await other.summaries();
			expect(
				shown.map(({ state }) => state),
				seed
			).toEqual(['sent', 'sent']);
			expect(shown.map(({ receivedAt }) => receivedAt).sort(), seed).toEqual(
				audits.map(({ receivedAt }) => receivedAt).sort()
			);
			expect(shown.map(({ item }) => item.dueOn).sort(), seed).toEqual(due.sort());
			for (const { real } of [one, other, reopened]) real.db.close();
		}
		console.log(`R15, seed ${SEED}: ${TIMES} tablets whose clock jumped ten times`);
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
