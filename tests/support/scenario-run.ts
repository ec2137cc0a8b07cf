/**
 * Runs many seeded schedules (R1 of the trust rules). `SCHEDULES` says how many, `SCHEDULE_SEED` makes a run happen again, and `SCHEDULE`
 * runs one schedule alone, as a failure prints it.
 */
import { expect } from 'vitest';
import { cipherNearby } from './near-cipher.ts';
import { breachesOf } from './scenario-ledger.ts';
import { faults } from './scenario-network.ts';
import { runSchedule } from './scenario-schedule.ts';

const COUNT = Number(process.env.SCHEDULES ?? 600);
const ALONE = process.env.SCHEDULE;
/** Another one each run, so that weeks of runs see more than one. */
const SEED = process.env.SCHEDULE_SEED ?? Date.now().toString(36);

/** What has to have happened in a hundred schedules: what never happened was not tested. */
const WANTED = [
	...faults.map((fault) => `network: ${fault}`),
	...['done', 'sign_in', 'other_person', 'no_network', 'not_ours', 'server_failed'].map((state) => `outcome: ${state}`),
	...['work', 'finish', 'send'].map((step) => `died in ${step}`),
	...[
		'accepted',
		'refused',
		'withdraw',
		'reassign',
		'openRevision',
		'accepted again',
		'handBack',
		'handOver',
		'moved',
		'stayAway',
		'retryParked',
		'restart',
		'twoTabs'
	]
];

/**
 * Runs this part of the schedules and fails on the first that lost, doubled or mistook anything, with its story. Parts are test files
 * of their own, so that they run side by side.
 */
export async function runPart(part: number, parts: number): Promise<void> {
	cipherNearby();
	const numbers = Array.from({ length: COUNT }, (_, at) => at + 1).filter((number) => number % parts === part);
	const seeds = ALONE ? (part === 0 ? [ALONE] : []) : numbers.map((number) => `${SEED}-${number}`);
	const happened = new Map<string, number>();
	for (const seed of seeds) {
		const schedule = await runSchedule(seed).catch((thrown: unknown) => {
			throw new Error(`SCHEDULE=${seed} broke off`, { cause: thrown });
		});
		const breaches = await breachesOf(schedule);
		for (const { tablet } of schedule.healed) tablet.real.db.close();
		if (ALONE || breaches.length > 0) console.log([`SCHEDULE=${seed}`, ...schedule.story].join('\n'));
		expect(breaches, `SCHEDULE=${seed}`).toEqual([]);
		for (const [what, times] of schedule.happened) happened.set(what, (happened.get(what) ?? 0) + times);
	}
	const line = [...happened].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, times]) => `${what} ${times}`);
	console.log(`${seeds.length} schedules, SCHEDULE_SEED=${SEED}: ${line.join(', ')}`);
	if (seeds.length >= 100) expect(WANTED.filter((what) => !happened.get(what))).toEqual([]);
}
