/** Drawing a term's sample: from an area's register, the largest areas' and beyond. */
import { drawSample, type FramePlan } from '#lib/domain/sampling.ts';
import { fraction, pick, randomStream } from '#lib/domain/random.ts';
import { sampleThemes } from '#lib/domain/sample-theme.ts';
import { settingGroups } from '#lib/domain/school.ts';
import { stageOf } from '#lib/domain/year-group.ts';
import { planRef } from '../support/builders.ts';
import { percentile, timed, type Row } from './figures.ts';

function register(size: number): FramePlan[] {
	const random = randomStream(`register of ${size}`);
	return Array.from({ length: size }, (_, at) => {
		const yearGroup = Math.floor(fraction(random) * 22) - 1;
		return {
			planRef: planRef(at),
			stage: stageOf(yearGroup),
			settingGroup: pick(random, settingGroups),
			isNew: fraction(random) < 0.25,
			yearGroup,
			schoolUrn: String(100_001 + Math.floor(fraction(random) * 99)),
			primaryNeed: null
		};
	});
}

/** Gives the median milliseconds of drawing, with the design of Years 5 and 9. */
export async function bench(): Promise<Row[]> {
	const rows: Row[] = [];
	const design = sampleThemes.find(({ id }) => id === 'years_5_and_9')?.design;
	for (const [population, size] of [
		[2_900, 104],
		[20_000, 3_000],
		[30_000, 3_000],
		[100_000, 30_000]
	] as const) {
		const frame = register(population);
		const runs: number[] = [];
		for (let run = 0; run < 6; run++) runs.push(await timed(() => drawSample(frame, { ...design, size }, 'seed')));
		rows.push({ what: `${size} of ${population} plans`, value: percentile(runs.slice(1), 50), unit: 'ms' });
	}
	return rows;
}
