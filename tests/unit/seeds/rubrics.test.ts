import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applicableCriteria, Rubric, type Context } from '#lib/domain/rubric.ts';
import { sectionResult } from '#lib/domain/scoring.ts';

const FOLDER = new URL('../../../seeds/rubrics/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FOLDER));
const published = JSON.parse(read('published.json').toString()) as Record<string, string>;
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && name !== 'published.json');

test('every rubric in the folder is listed as published, and every listed one is there', () => {
	expect(files.toSorted()).toEqual(Object.keys(published).toSorted());
	expect(files.length).toBeGreaterThan(0);
});

describe.each(Object.keys(published))('%s', (name) => {
	const rubric = Rubric.parse(JSON.parse(read(name).toString()));

	test('has not changed by a byte since it was published', () => {
		expect(createHash('sha256').update(read(name)).digest('hex')).toBe(published[name]);
	});

	test('is named after its id and version', () => {
		expect(name).toBe(`${rubric.rubricId}-${rubric.version}.json`);
	});

	test('says rightly how many questions a person answers', () => {
		const effort = (profile: string, yearGroup: number, phaseTransfer = false) => {
			const context: Context = { profile, yearGroup, planKind: 'new', phaseTransfer };
			const amended: Context = { ...context, planKind: 'amended' };
			const count = (which: Context) =>
				applicableCriteria(rubric, which).filter((criterion) => criterion.answerKind !== 'date_check').length;
			expect(count(context)).toBe(count(amended));
			return count(context);
		};
		const { full, core, answerableFromRedactedPlanAlone } = rubric.expectedEffort;
		expect({ year4: effort('full', 4), year10: effort('full', 10) }).toEqual(full);
		expect({ year4: effort('core', 4), year10: effort('core', 10) }).toEqual(core);
		// "In a phase-transfer year add one."
		expect(effort('full', 6, true)).toBe(effort('full', 6) + 1);
		const fromPlan = rubric.sections
			.flatMap((section) => section.criteria)
			.filter((criterion) => criterion.evidence.every((kind) => kind === 'plan'));
		expect(fromPlan).toHaveLength(answerableFromRedactedPlanAlone);
	});

	test('comes to the result of its own worked example', () => {
		const example = rubric.scoring.workedExample;
		const answers = Object.fromEntries(Object.entries(example.answers).map(([id, level]) => [id, { level }]));
		const context: Context = { profile: 'full', yearGroup: 4, planKind: 'amended', phaseTransfer: false };
		const result = sectionResult(rubric, example.section, answers, context);
		expect(result).toMatchObject({
			grade: example.grade,
			uncapped: example.uncapped,
			share: { points: example.weightedPoints, of: 2 * example.answeredWeight }
		});
		expect(result?.caps.map((cap) => `${cap.grade} (${cap.reason})`)).toContain(example.cap);
	});
});
