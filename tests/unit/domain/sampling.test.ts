import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halfWidthAt } from '#lib/domain/estimate.ts';
import { PLAN_REF_ALPHABET } from '#lib/domain/ids.ts';
import { senTypes } from '#lib/domain/plan.ts';
import { fraction, integer, pick, randomStream, shuffle } from '#lib/domain/random.ts';
import {
	doubleMarked,
	drawSample,
	expectedPrecision,
	FramePlan,
	hasFactors,
	Sample,
	SampleDesign,
	sampleComparison,
	sampleSize,
	stratifiedMean
} from '#lib/domain/sampling.ts';
import { settingGroups } from '#lib/domain/school.ts';
import { dimensions } from '#lib/domain/strata.ts';
import { stageOf } from '#lib/domain/year-group.ts';

/** The n-th plan reference. */
function refOf(n: number): string {
	const places = [27 ** 4, 27 ** 3, 27 ** 2, 27, 1];
	return `LEW-${places.map((place) => PLAN_REF_ALPHABET[Math.floor(n / place) % 27]).join('')}`;
}

/** A made-up register: some year groups and settings are common, some rare. */
function frameOf(seed: string, size: number): FramePlan[] {
	const random = randomStream(seed);
	const lean = (n: number) => Math.floor(n * fraction(random) ** 2);
	return Array.from({ length: size }, (_, at) => {
		const yearGroup = lean(22) - 1;
		return {
			planRef: refOf(at),
			stage: stageOf(yearGroup),
			settingGroup: settingGroups[lean(settingGroups.length)]!,
			isNew: integer(random, 4) === 0,
			yearGroup,
			schoolUrn: integer(random, 10) === 0 ? null : String(100001 + integer(random, 99)),
			primaryNeed: integer(random, 20) === 0 ? null : pick(random, senTypes)
		};
	});
}

/** A frame of so many plans in each stage and setting, given as "ks1 special_state". */
function framed(groups: Record<string, number>): FramePlan[] {
	const places = Object.entries(groups).flatMap(([group, count]) => Array<string>(count).fill(group));
	return places.map((group, at) => {
		const [stage, settingGroup] = group.split(' ');
		return FramePlan.parse({ ...frameOf('any', 1)[0], planRef: refOf(at), stage, settingGroup });
	});
}

/** By key stage and kind of setting, a tenth audited twice. */
const plain = { stratifyBy: ['stage', 'settingGroup'], doubleMarkedShare: 0.1 } as const;
const plainDraw = (frame: FramePlan[], design: { size: number; minimumPerStratum?: number }, seed: string) =>
	drawSample(frame, { ...plain, stratifyBy: [...plain.stratifyBy], ...design }, seed);

const anyFactor = fc.constantFrom(1, 1.5, 2, 4, 8);
const anyDraw = fc
	.record({ seed: fc.string(), population: fc.integer({ min: 1, max: 400 }), minimum: fc.integer({ min: 1, max: 4 }) })
	.chain(({ seed, population, minimum }) =>
		fc.record({
			seed: fc.constant(seed),
			frame: fc.constant(frameOf(seed, population)),
			design: fc.record({
				size: fc.integer({ min: 1, max: population }),
				minimumPerStratum: fc.constant(minimum),
				stratifyBy: fc.shuffledSubarray([...dimensions]),
				doubleMarkedShare: fc.constantFrom(0, 0.1, 0.25, 1),
				stageFactors: fc.record({ primary: anyFactor, post16: anyFactor }),
				newFactor: anyFactor,
				priorities: fc.subarray([
					{ id: 'year_5', label: 'Year 5', match: { by: 'years' as const, years: [5] }, factor: 4 },
					{ id: 'school', label: 'One school', match: { by: 'school' as const, schoolUrn: '100001' }, factor: 2 }
				])
			})
		})
	);

describe('drawSample', () => {
	test('draws what was asked, each plan once, and says each one’s stratum and chance', () => {
		fc.assert(
			fc.property(anyDraw, ({ frame, design, seed }) => {
				const sample = drawSample(frame, design, seed);
				expect(Sample.parse(sample)).toEqual(sample);
				const refs = sample.plans.map(({ planRef }) => planRef);
				expect(refs).toHaveLength(design.size);
				expect(refs).toEqual([...new Set(refs)].sort());
				expect(frame.map(({ planRef }) => planRef)).toEqual(expect.arrayContaining(refs));
				const twice = sample.plans.filter(({ auditsWanted }) => auditsWanted === 2);
				expect(twice).toHaveLength(doubleMarked(design.size, design.doubleMarkedShare));
				for (const { id, size, population, probability } of sample.strata) {
					const drawn = sample.plans.filter(({ stratum }) => stratum === id);
					expect(drawn).toHaveLength(size);
					expect(probability).toBe(size / population);
					for (const plan of drawn) expect(plan.inclusionProbability).toBe(probability);
				}
				expect(sample.strata.reduce((sum, { population }) => sum + population, 0)).toBe(frame.length);
			})
		);
	});

	test('each stratum has its minimum unless it stands alone, and without factors its fair part to within one plan', () => {
		fc.assert(
			fc.property(anyDraw, ({ frame, design, seed }) => {
				const { strata } = drawSample(frame, design, seed);
				if (strata.length > 1)
					for (const { size } of strata) expect(size).toBeGreaterThanOrEqual(design.minimumPerStratum);
				const even = { ...design, stageFactors: {}, newFactor: 1, priorities: [] };
				for (const { size, population } of drawSample(frame, even, seed).strata)
					expect(Math.abs(size - (design.size * population) / frame.length)).toBeLessThan(1);
			})
		);
	});

	test('the same frame, design and seed give the same sample, whatever the order of the frame', () => {
		fc.assert(
			fc.property(anyDraw, fc.string(), ({ frame, design, seed }, order) => {
				const sample = drawSample(frame, design, seed);
				expect(drawSample(shuffle(randomStream(order), frame), design, seed)).toEqual(sample);
			})
		);
	});

	test('a published sample can be drawn again', () => {
		const sample = plainDraw(frameOf('register', 60), { size: 5 }, 'autumn-2026');
		expect(sample.plans.map(({ planRef, auditsWanted }) => `${planRef} ${auditsWanted}`)).toEqual([
			'LEW-22225 2',
			'LEW-2222D 1',
			'LEW-22239 1',
			'LEW-2223P 1',
			'LEW-22244 1'
		]);
	});

	test('another seed draws other plans', () => {
		const frame = frameOf('register', 500);
		const refs = (seed: string) => drawSample(frame, { size: 50 }, seed).plans.map(({ planRef }) => planRef);
		const first = new Set(refs('autumn-2026'));
		// Of 50 in 500 about five are drawn by chance both times; twenty would be far beyond it.
		expect(refs('spring-2027').filter((ref) => first.has(ref)).length).toBeLessThan(20);
	});

	test('every plan is drawn as often as its chance says, and every sampled plan is as likely to be audited twice', () => {
		const frame = framed({ 'ks1 special_state': 6, 'ks2 special_state': 10, 'ks3 post16': 14 });
		const drawn = new Map<string, number>();
		const twice = new Map<string, number>();
		const chance = new Map<string, number>();
		const rounds = 4_000;
		for (let round = 0; round < rounds; round++)
			for (const { planRef, inclusionProbability, auditsWanted } of plainDraw(frame, { size: 10 }, `round ${round}`)
				.plans) {
				drawn.set(planRef, (drawn.get(planRef) ?? 0) + 1);
				chance.set(planRef, inclusionProbability);
				if (auditsWanted === 2) twice.set(planRef, (twice.get(planRef) ?? 0) + 1);
			}
		for (const { planRef } of frame) {
			const expected = rounds * chance.get(planRef)!;
			// Five standard deviations of a count with this chance.
			expect(Math.abs(drawn.get(planRef)! - expected)).toBeLessThan(5 * Math.sqrt(expected));
			expect(Math.abs((twice.get(planRef) ?? 0) - expected / 10)).toBeLessThan(5 * Math.sqrt(expected / 10));
		}
	});

	test('no stratum means a simple random sample', () => {
		const { strata } = drawSample(frameOf('register', 90), { size: 9, stratifyBy: [] }, 'x');
		expect(strata).toEqual([{ id: 'all', label: 'All plans', population: 90, size: 9, probability: 0.1, merged: [] }]);
	});

	test('a stratum’s draw does not hang on the others', () => {
		const groups = { 'ks1 special_state': 20, 'ks2 special_state': 20 };
		const frame = framed(groups);
		const without = frame.map((plan) => (plan.stage === 'ks2' ? { ...plan, stage: 'ks3' as const } : plan));
		const ofKs1 = (plans: FramePlan[]) =>
			plainDraw(plans, { size: 10 }, 'x').plans.filter(({ stratum }) => stratum.startsWith('ks1'));
		expect(ofKs1(without).map(({ planRef }) => planRef)).toEqual(ofKs1(frame).map(({ planRef }) => planRef));
	});

	test('allocation by the largest remainder', () => {
		// Fair parts of 10: 1.67, 3.33 and 5; the plan left over goes to the largest remainder.
		const { strata } = plainDraw(
			framed({ 'ks1 special_state': 5, 'ks2 special_state': 10, 'ks3 special_state': 15 }),
			{ size: 10, minimumPerStratum: 1 },
			'x'
		);
		expect(strata.map(({ size }) => size)).toEqual([2, 3, 5]);
	});

	test('equal remainders go to the larger stratum, then to the earlier', () => {
		const sizes = (groups: Record<string, number>, size: number) =>
			plainDraw(framed(groups), { size, minimumPerStratum: 1 }, 'x').strata.map((stratum) => stratum.size);
		// Fair parts 1.5 and 2.5.
		expect(sizes({ 'ks1 other': 3, 'ks2 other': 5 }, 4)).toEqual([1, 3]);
		expect(sizes({ 'ks1 other': 3, 'ks2 other': 3 }, 3)).toEqual([2, 1]);
	});
});

describe('designs', () => {
	const shareOf = (
		frame: FramePlan[],
		design: Parameters<typeof drawSample>[1],
		holds: (plan: FramePlan) => boolean
	) => {
		const byRef = new Map(frame.map((plan) => [plan.planRef, plan]));
		const { plans } = drawSample(frame, design, 'x');
		return plans.filter(({ planRef }) => holds(byRef.get(planRef)!)).length / plans.length;
	};
	const frame = frameOf('a whole area', 3_000);
	const year9 = { id: 'year_9', label: 'Year 9', match: { by: 'years' as const, years: [9] }, factor: 4 };
	const ofYear9 = ({ yearGroup }: FramePlan) => yearGroup === 9;
	const part = (holds: (plan: FramePlan) => boolean) => frame.filter(holds).length / frame.length;

	test('a factor makes a group’s plans so many times as likely', () => {
		const usual = part(ofYear9);
		const expected = (4 * usual) / (4 * usual + 1 - usual);
		expect(shareOf(frame, { size: 200, priorities: [year9] }, ofYear9)).toBeCloseTo(expected, 1);
		const { strata } = drawSample(frame, { size: 200, priorities: [year9], stratifyBy: ['priority'] }, 'x');
		expect(strata.map(({ id, label }) => `${id} ${label}`)).toEqual(['year_9 Year 9', 'others All others']);
		expect(strata[0]!.probability / strata[1]!.probability).toBeCloseTo(4, 0);
	});

	test('by stage and by what is new', () => {
		const post16 = ({ stage }: FramePlan) => stage === 'post16';
		const three = part(post16) * 3;
		const stageFactors = { post16: 3 };
		expect(shareOf(frame, { size: 300, stageFactors }, post16)).toBeCloseTo(three / (three + 1 - part(post16)), 1);
		const isNew = ({ isNew }: FramePlan) => isNew;
		const two = part(isNew) * 2;
		expect(shareOf(frame, { size: 300, newFactor: 2 }, isNew)).toBeCloseTo(two / (two + 1 - part(isNew)), 1);
	});

	test('a plan with two priorities belongs to the first', () => {
		const both = { ...frame[0]!, yearGroup: 9, schoolUrn: '100001' };
		const school = {
			id: 'school',
			label: 'A school',
			match: { by: 'school' as const, schoolUrn: '100001' },
			factor: 1
		};
		const first = (priorities: (typeof year9 | typeof school)[]) =>
			drawSample([both], { size: 1, priorities, stratifyBy: ['priority'] }, 'x').strata[0]!.id;
		expect([first([year9, school]), first([school, year9])]).toEqual(['year_9', 'school']);
	});

	test('a group that is asked for more plans than it has gives all, and the rest goes to the others', () => {
		const small = framed({ 'ks1 other': 4, 'post16 other': 30, '19plus other': 66 });
		const { strata } = drawSample(small, { size: 20, stratifyBy: ['stageGroup'], stageFactors: { primary: 20 } }, 'x');
		expect(strata.map(({ id, size }) => `${id} ${size}`)).toEqual(['primary 4', 'post16 5', '19plus 11']);
		expect(strata[0]!.probability).toBe(1);
	});

	test('a group of one plan is never left alone, however often it is asked for', () => {
		const lonely = framed({ 'ks1 other': 1, 'post16 other': 30 });
		const { strata } = drawSample(lonely, { size: 10, stratifyBy: ['stageGroup'], stageFactors: { primary: 20 } }, 'x');
		expect(strata.map(({ id }) => id)).toEqual(['primary+post16']);
	});

	test('weighted totals are right on average (Horvitz and Thompson 1952), unweighted ones are not', () => {
		const small = framed({ 'ks1 other': 12, 'ks3 other': 30, 'post16 other': 8 });
		// Something that goes with the group that is drawn more often.
		const value = ({ planRef, stage }: FramePlan) => (stage === 'post16' ? 10 : 1) + (planRef.charCodeAt(8) % 3);
		const truth = small.reduce((sum, plan) => sum + value(plan), 0);
		const byRef = new Map(small.map((plan) => [plan.planRef, plan]));
		const rounds = 2_000;
		const totals = Array.from({ length: rounds }, (_, round) => {
			const { plans } = drawSample(
				small,
				{ size: 12, stratifyBy: ['stageGroup'], stageFactors: { post16: 4 } },
				`round ${round}`
			);
			const values = plans.map((plan) => ({ ...plan, value: value(byRef.get(plan.planRef)!) }));
			return {
				weighted: values.reduce((sum, plan) => sum + plan.value / plan.inclusionProbability, 0),
				plain: (values.reduce((sum, plan) => sum + plan.value, 0) * small.length) / values.length
			};
		});
		const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / rounds;
		const weighted = totals.map((total) => total.weighted);
		const spread = Math.sqrt(mean(weighted.map((total) => (total - mean(weighted)) ** 2)));
		expect(Math.abs(mean(weighted) - truth)).toBeLessThan((4 * spread) / Math.sqrt(rounds));
		expect(mean(totals.map((total) => total.plain))).toBeGreaterThan(1.3 * truth);
	});

	test('says before the draw how sure it will be, over all and in each stratum', () => {
		const { strata } = drawSample(frame, { size: 104 }, 'x');
		const { all, strata: each } = expectedPrecision(strata);
		// Of 104 plans drawn at random from endless many: 9.4 in 100.
		expect(all).toBeGreaterThan(0.085);
		expect(all).toBeLessThan(0.1);
		for (const { id, size, population } of strata)
			expect(each.get(id)).toBeCloseTo(halfWidthAt(size / (1 - size / population))!, 12);
	});

	test('is told from one in which all plans are alike', () => {
		const even = SampleDesign.parse({ size: 3, priorities: [{ ...year9, factor: 1 }], stageFactors: { primary: 1 } });
		expect(hasFactors(even)).toBe(false);
		expect(hasFactors({ ...even, priorities: [year9] })).toBe(true);
		expect(hasFactors({ ...even, stageFactors: { post16: 0.5 } })).toBe(true);
		expect(hasFactors({ ...even, newFactor: 2 })).toBe(true);
	});

	test('a priority twice is refused', () => {
		expect(() => drawSample(frame, { size: 3, priorities: [year9, year9] }, 'x')).toThrow('a priority twice');
	});
});

describe('small groups are merged', () => {
	const merged = (groups: Record<string, number>, size: number, minimumPerStratum = 2) =>
		plainDraw(framed(groups), { size, minimumPerStratum }, 'x').strata.map(
			({ id, population }) => `${id} ${population}`
		);

	test('a fair part of exactly the minimum stands, one plan less does not', () => {
		expect(merged({ 'ks1 other': 20, 'ks2 other': 80 }, 10)).toEqual(['ks1:other 20', 'ks2:other 80']);
		expect(merged({ 'ks1 other': 19, 'ks2 other': 81 }, 10)).toEqual(['ks1:other+ks2:other 100']);
	});

	test('with the smallest of the same stage first', () => {
		expect(
			merged({ 'ks1 independent': 5, 'ks1 special_state': 30, 'ks1 mainstream_academy': 40, 'ks2 independent': 25 }, 10)
		).toEqual(['ks1:mainstream_academy 40', 'ks1:special_state+ks1:independent 35', 'ks2:independent 25']);
	});

	test('with the nearest stage where the stage stands alone, and there with the same kind of setting before a smaller group', () => {
		const groups = { 'ks1 other': 50, 'ks4 other': 40, 'ks4 post16': 60, '19plus post16': 10, 'ks2 independent': 40 };
		expect(merged(groups, 20)).toEqual([
			'ks1:other 50',
			'ks2:independent 40',
			'ks4:post16+19plus:post16 70',
			'ks4:other 40'
		]);
	});

	test('says so, in words', () => {
		const { strata } = plainDraw(framed({ 'ks1 independent': 1, 'ks1 other': 9, 'ks2 other': 20 }), { size: 6 }, 'x');
		expect(strata.map(({ label, merged }) => ({ label, merged }))).toEqual([
			{
				label: 'Key stage 1',
				merged: ['Key stage 1: Independent', 'Key stage 1: Other, or no setting']
			},
			{ label: 'Key stage 2: Other, or no setting', merged: [] }
		]);
	});

	test('down to one stratum where the sample is too small for two', () => {
		expect(merged({ 'ks1 other': 50, 'ks2 other': 50 }, 1)).toEqual(['ks1:other+ks2:other 100']);
	});
});

describe('bad designs and frames', () => {
	const frame = frameOf('register', 10);
	test('fewer plans than wanted', () => {
		expect(() => drawSample(frame, { size: 11 }, 'x')).toThrow('11 plans are wanted, but the register has only 10');
		expect(drawSample(frame, { size: 10 }, 'x').plans).toHaveLength(10);
	});

	test('a plan twice', () => {
		expect(() => drawSample([...frame, frame[3]!], { size: 2 }, 'x')).toThrow(
			`plan ${frame[3]!.planRef} is in the frame twice`
		);
	});

	test.each([{ size: 0 }, { size: 1.5 }, { size: 2, doubleMarkedShare: 1.1 }, { size: 2, minimumPerStratum: 0 }])(
		'%j',
		(design) => {
			expect(() => drawSample(frame, design, 'x')).toThrow();
		}
	);
});

describe('doubleMarked', () => {
	test.each([
		[0, 0.1, 0],
		[1, 0.1, 1],
		[14, 0.1, 1],
		[15, 0.1, 2],
		[24, 0.1, 2],
		[25, 0.1, 3],
		[109, 0.1, 11],
		[30, 0, 0],
		[30, 0.001, 1],
		[30, 1, 30],
		[35, 0.1, 4],
		[1005, 0.1, 101]
	])('of %d plans a share of %d: %d', (size, share, expected) => {
		expect(doubleMarked(size, share)).toBe(expected);
	});
});

describe('sampleSize', () => {
	test.each([
		[[], 0],
		[[1], 0],
		[[2], 1],
		[[3], 2],
		[[3, 3, 3], 8],
		[Array<number>(40).fill(3), 104],
		[[0, 5], 4]
	])('capacities %j: %d plans', (capacities, size) => {
		expect(sampleSize(capacities)).toBe(size);
	});

	test('is the most plans that fit', () => {
		fc.assert(
			fc.property(fc.nat(3_000), fc.constantFrom(0, 0.05, 0.1, 0.15, 0.5, 1), (room, share) => {
				const size = sampleSize([room], share);
				expect(size + doubleMarked(size, share)).toBeLessThanOrEqual(room);
				expect(size + 1 + doubleMarked(size + 1, share)).toBeGreaterThan(room);
			})
		);
	});

	test.each([-1, 2.5])('refuses the capacity %d', (capacity) => {
		expect(() => sampleSize([3, capacity])).toThrow(`the capacity ${capacity}`);
	});
});

describe('sampleComparison', () => {
	const frame = framed({ 'ks1 special_state': 20, 'ks2 special_state': 30, 'ks2 other': 50 });
	const sample = plainDraw(frame, { size: 10 }, 'x');

	test('by stratum', () => {
		expect(sampleComparison(frame, sample)).toEqual([
			{
				id: 'ks1:special_state',
				label: expect.any(String),
				register: { count: 20, of: 100 },
				sample: { count: 2, of: 10 }
			},
			{
				id: 'ks2:special_state',
				label: expect.any(String),
				register: { count: 30, of: 100 },
				sample: { count: 3, of: 10 }
			},
			{ id: 'ks2:other', label: expect.any(String), register: { count: 50, of: 100 }, sample: { count: 5, of: 10 } }
		]);
	});

	test('by a fact', () => {
		expect(sampleComparison(frame, sample, 'stage')).toEqual([
			{ id: 'ks1', label: 'Key stage 1', register: { count: 20, of: 100 }, sample: { count: 2, of: 10 } },
			{ id: 'ks2', label: 'Key stage 2', register: { count: 80, of: 100 }, sample: { count: 8, of: 10 } }
		]);
	});

	test('every fact adds up, and groups without a sampled plan are there with 0', () => {
		const register = frameOf('register', 300);
		const drawn = drawSample(register, { size: 12 }, 'x');
		for (const by of ['stratum', ...dimensions] as const) {
			const rows = sampleComparison(register, drawn, by);
			expect(rows.reduce((sum, row) => sum + row.register.count, 0)).toBe(300);
			expect(rows.reduce((sum, row) => sum + row.sample.count, 0)).toBe(12);
		}
		expect(sampleComparison(register, drawn, 'primaryNeed').some((row) => row.sample.count === 0)).toBe(true);
	});

	test('refuses a sample of another register', () => {
		expect(() => sampleComparison(frame.slice(1), sample)).toThrow('another register');
		const without = frame.filter(({ planRef }) => planRef !== sample.plans[0]!.planRef);
		expect(() => sampleComparison(without, sample, 'isNew')).toThrow(`plan ${sample.plans[0]!.planRef}`);
	});
});

/** Every choice of `count` of the values. */
function choices(values: readonly number[], count: number): number[][] {
	if (count === 0) return [[]];
	return values.flatMap((value, at) => choices(values.slice(at + 1), count - 1).map((rest) => [value, ...rest]));
}

describe('stratifiedMean', () => {
	test('by hand', () => {
		// Weights 0.6 and 0.4, means 2 and 5, variances 1 and 2: 0.36 x 0.95 x 1/3 + 0.16 x 0.95 x 2/2.
		const found = stratifiedMean([
			{ population: 60, values: [1, 2, 3] },
			{ population: 40, values: [4, 6] }
		])!;
		expect(found.estimate).toBeCloseTo(3.2, 12);
		expect(found.standardError).toBeCloseTo(Math.sqrt(0.36 * 0.95 * (1 / 3) + 0.16 * 0.95), 12);
	});

	test('over all samples of a small population the estimate and its variance are right on average', () => {
		const first = [1, 4, 4, 9, 2];
		const second = [0, 7, 3, 3];
		const all = [...first, ...second];
		const found = choices(first, 2).flatMap((one) =>
			choices(second, 3).map((other) =>
				stratifiedMean([
					{ population: 5, values: one },
					{ population: 4, values: other }
				])!
			)
		);
		const average = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
		const truth = average(all);
		expect(average(found.map(({ estimate }) => estimate))).toBeCloseTo(truth, 12);
		expect(average(found.map(({ standardError }) => standardError ** 2))).toBeCloseTo(
			average(found.map(({ estimate }) => (estimate - truth) ** 2)),
			12
		);
	});

	test.each([
		['everything audited: no uncertainty', [{ population: 2, values: [1, 3] }], { estimate: 2, standardError: 0 }],
		[
			'a stratum of one plan, audited',
			[
				{ population: 1, values: [4] },
				{ population: 1, values: [2] }
			],
			{ estimate: 3, standardError: 0 }
		],
		[
			'an empty stratum counts for nothing',
			[
				{ population: 0, values: [] },
				{ population: 2, values: [1, 1] }
			],
			{ estimate: 1, standardError: 0 }
		],
		['one value of two', [{ population: 2, values: [4] }], null],
		[
			'no value of one',
			[
				{ population: 1, values: [] },
				{ population: 2, values: [1, 1] }
			],
			null
		],
		['no population', [{ population: 0, values: [] }], null],
		['no strata', [], null]
	])('%s', (_, strata, expected) => {
		expect(stratifiedMean(strata)).toEqual(expected);
	});

	test.each([
		[1, [1, 2]],
		[2.5, [1, 2]]
	])('refuses the population %d with the values %j', (population, values) => {
		expect(() => stratifiedMean([{ population, values }])).toThrow(RangeError);
	});
});
