/**
 * Everything that an auditor reads is for a reading age of 11 (readability.ts says how that is measured). Our own words must pass, all of
 * them. The published rubric's words cannot change: how they fare is held, so that no later version is harder to read.
 */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import plainWords from '../../src/lib/client/plain-words/questions.json' with { type: 'json' };
import plan from '../../src/lib/client/practice/plan.json' with { type: 'json' };
import published from '../../seeds/rubrics/published.json' with { type: 'json' };
import { declineReasons } from '#lib/domain/assignment.ts';
import { glossary, knownWords } from '#lib/domain/glossary.ts';
import { unwrittenGuide } from '#lib/domain/local-guide.ts';
import { problems, type ProblemCode } from '#lib/domain/problem.ts';
import { plainWordsOf } from '#lib/client/plain-words.ts';
import { Rubric, type Criterion } from '#lib/domain/rubric.ts';
import { wordsOfComponent, wordsOfScript, type Block } from '#tests/support/page-words.ts';
import { measure, sentencesOf, tooHard } from '#tests/support/readability.ts';

/** Common words that the count of syllables makes longer than they are, or that every reader of 11 knows from school and screens. */
const everyday = [
	'everything',
	'everybody',
	'anybody',
	'anything',
	'somebody',
	'invitation',
	'accessibility',
	'demonstration'
];
const known = new Set([...knownWords(), ...everyday]);

const pages = globSync([
	'src/routes/(auditor)/**/*.{svelte,ts}',
	'src/routes/(help)/**/*.svelte',
	'src/routes/(public)/**/*.{svelte,ts}',
	'src/routes/ProblemWords.svelte',
	'src/lib/ui/*.svelte',
	'src/lib/client/**/*.ts',
	'src/lib/domain/{audit,glossary,tie}.ts'
]);

/** Refusals that a tablet or a page of an auditor can show; the others are for coordinators and chairs. */
const forAuditors =
	/^(request|session|thing|entry|submission|invitation|sign_in|server|tie)\.|^assignment\.(not_found|withdrawn|declined|already_submitted|not_open)$/;

function said(): Block[] {
	const fromPages = pages.flatMap((file) => {
		const source = readFileSync(file, 'utf8');
		return file.endsWith('.svelte') ? wordsOfComponent(file, source) : wordsOfScript(file, source);
	});
	const refusals = (Object.keys(problems) as ProblemCode[])
		.filter((code) => forAuditors.test(code))
		.map((code) => ({ file: code, text: problems[code].message }));
	return [
		...fromPages,
		...refusals,
		...Object.values(declineReasons).map((text) => ({ file: 'declineReasons', text })),
		...[unwrittenGuide.planAccess, unwrittenGuide.safeguarding.words].map((text) => ({ file: 'unwrittenGuide', text })),
		...plan.questions.map(({ criterionId, why }) => ({ file: `practice ${criterionId}`, text: why })),
		...plainWords.map(({ criterionId, words }) => ({ file: `plain words ${criterionId}`, text: words }))
	];
}

test('every sentence of ours is for a reading age of 11', () => {
	const blocks = said();
	expect(blocks.length).toBeGreaterThan(600);
	const hard = blocks.flatMap(({ file, text }) => {
		const why = tooHard(text, known);
		return why ? [`${file} (${why}): ${text}`] : [];
	});
	expect(hard).toEqual([]);
});

describe('the glossary', () => {
	test('has each word once, and explains it in words for a reading age of 11', () => {
		const words = glossary.map(({ word }) => word);
		expect(new Set(words).size).toBe(words.length);
		expect(words).toEqual(words.toSorted((a, b) => a.localeCompare(b, 'en-GB', { sensitivity: 'base' })));
		expect(glossary.filter(({ meaning }) => tooHard(meaning, known)).map(({ word }) => word)).toEqual([]);
	});

	test('is what the help shows', () => {
		const help = readFileSync('src/routes/(help)/help/+page.svelte', 'utf8');
		expect(help).toContain("import { glossary } from '#lib/domain/glossary.ts'");
		expect(help).toMatch(/\{#each glossary as \{ word, meaning \}/);
	});

	test('every form that counts as known belongs to the word that it stands with', () => {
		for (const { word, meaning, forms = [] } of glossary) {
			const own = `${word} ${meaning}`.toLowerCase();
			for (const form of forms) expect(own, `${word}: ${form}`).toContain(form.slice(0, 5));
		}
	});
});

describe('the measure', () => {
	const easy = 'Read the plan. Then answer the question. Your answer is kept on this tablet.';
	const hard =
		'Notwithstanding considerable organisational heterogeneity, multidisciplinary practitioners in the area should systematically operationalise their individualised provision.';

	test('passes an easy text and fails a hard one, a long sentence, and a hard word in a short one', () => {
		expect(tooHard(easy)).toBeNull();
		expect(tooHard(hard)).toMatch(/^grade/);
		expect(tooHard(`${'The cat sat on the mat and '.repeat(4)}slept.`)).toBe('a sentence of 29 words');
		expect(tooHard('Utilise functionality')).toBe('hard words: functionality');
		expect(measure(easy).grade).toBeLessThan(measure(hard).grade);
	});

	test('is Flesch and Kincaid’s: 0.39 words a sentence + 11.8 syllables a word - 15.59', () => {
		// Six words of one syllable in one sentence.
		expect(measure('The cat sat on the mat.').grade).toBeCloseTo(0.39 * 6 + 11.8 - 15.59, 10);
		expect(sentencesOf('One. Two? Three: four; five!')).toHaveLength(5);
	});

	test('a word of the glossary counts as known, and only there', () => {
		expect(tooHard('Ask your coordinator')).toMatch(/coordinator/);
		expect(tooHard('Ask your coordinator', new Set(['coordinator']))).toBeNull();
	});

	test('finds the words of a page: markup, attributes, both sides of a choice, and what its script says', () => {
		const page = `<script lang="ts">
			import { x } from 'somewhere else entirely';
			const words = 'Said by the script';
		</script>
		<h1 class="not for reading">The <em>very</em> title</h1>
		{#if words}<p>When it is {words === 'a' ? 'first of all' : 'the second of them'}.</p>{:else}<p>Otherwise.</p>{/if}
		<Field label="Name it" id="never-this" hint={words ? 'Either this one' : 'or that one'} />
		<style>p { color: red; }</style>`;
		expect(
			wordsOfComponent('page', page)
				.map(({ text }) => text)
				.toSorted()
		).toEqual(
			[
				'Either this one',
				'Name it',
				'Otherwise.',
				'Said by the script',
				'The very title',
				'When it is the second of them.',
				'first of all',
				'or that one'
			].toSorted()
		);
	});
});

/**
 * Of the texts of each published version, how many are within the limit, of how many. The wording of a published rubric never changes,
 * so these are facts; a new version must not be harder than the one before it.
 */
function criteriaOf(name: string): Criterion[] {
	return Rubric.parse(JSON.parse(readFileSync(`seeds/rubrics/${name}`, 'utf8'))).sections.flatMap(
		({ criteria }) => criteria
	);
}

function textsOf({ question, naWhen, help }: Criterion): string[] {
	return [question, naWhen, help.lookFor, help.anchors?.met, help.anchors?.partly, help.anchors?.notMet].filter(
		(text): text is string => typeof text === 'string'
	);
}

describe('the published rubric', () => {
	const versions = Object.keys(published).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
	const share = (name: string) => {
		const texts = criteriaOf(name).flatMap(textsOf);
		return { within: texts.filter((text) => tooHard(text, known) === null).length, of: texts.length };
	};

	test('the first version is as hard as it is, which is said openly', () => {
		expect(share('ehcp-full-audit-0.2.0.json')).toEqual({ within: 372, of: 463 });
	});

	test('no later version is harder to read than the one before it', () => {
		let before = 0;
		for (const { within, of } of versions.map(share)) {
			expect(within / of).toBeGreaterThanOrEqual(before);
			before = within / of;
		}
	});

	test('each question of the newest version that is hard has plain words beside it, and no other has', async () => {
		for (const criterion of criteriaOf(versions.at(-1) ?? '')) {
			const hard = textsOf(criterion).some((text) => tooHard(text, known) !== null);
			expect((await plainWordsOf(criterion)) !== null, criterion.id).toBe(hard);
		}
	});

	test('plain words stand only beside the very question that they explain', async () => {
		const [one] = plainWords;
		expect(await plainWordsOf({ id: one?.criterionId ?? '', question: one?.question ?? '' })).toBe(one?.words);
		expect(await plainWordsOf({ id: one?.criterionId ?? '', question: 'Another question?' })).toBeNull();
		expect(await plainWordsOf({ id: 'no.such', question: one?.question ?? '' })).toBeNull();
	});
});
