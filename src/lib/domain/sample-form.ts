/** The design of a sample as a coordinator fills it in: every field is text, and what cannot be taken is told at its field. */
import * as z from 'zod';
import { PlanRef } from './ids.ts';
import { Factor, type Priority } from './sample-priority.ts';
import { SampleDesign, sampleSize } from './sampling.ts';
import type { Dimension } from './strata.ts';
import { stageGroups } from './year-group.ts';

/** What plans can be put in groups by, in the order in which it counts. Priorities always come first. */
export const formDimensions = ['stageGroup', 'settingGroup', 'isNew', 'primaryNeed'] as const;

export const dimensionLabels: Readonly<Record<(typeof formDimensions)[number], string>> = {
	stageGroup: 'Stage',
	settingGroup: 'Kind of setting',
	isNew: 'New or amended within 12 months',
	primaryNeed: 'Main need'
};

/** How many times as likely plans can be made, with the words for it. */
export const factorChoices = [
	{ value: '1', label: 'As likely as others' },
	{ value: '1.5', label: 'One and a half times as likely' },
	{ value: '2', label: 'Twice as likely' },
	{ value: '3', label: 'Three times as likely' },
	{ value: '4', label: 'Four times as likely' },
	{ value: '8', label: 'Eight times as likely' }
] as const;

/** A priority that is a list of plans has this id: there is one in a design at most. */
export const LIST = 'list';

const factorText = z.string().transform(Number).pipe(Factor);
/** `name=factor`, as a select in a list sends it. */
const named = <Number extends z.ZodType<number, number>>(factor: Number) =>
	z
		.string()
		.regex(/^[a-z0-9_-]{1,40}=[0-9.]{1,4}$/)
		.transform((text) => text.split('='))
		.pipe(z.tuple([z.string(), z.string().transform(Number).pipe(factor)]));

const wholeNumber = (words: string) =>
	z
		.string()
		.trim()
		.regex(/^\d{1,6}$/, words)
		.transform(Number);

/** References in the lines of a text, with what is none of them named by its line. */
const Refs = z
	.string()
	.max(60_000)
	.transform((text, context) => {
		const refs: string[] = [];
		for (const [at, line] of text.split(/\r?\n/).entries())
			for (const word of line.split(/[\s,;]+/).filter((part) => part !== '')) {
				if (PlanRef.safeParse(word.toUpperCase()).success) refs.push(word.toUpperCase());
				else
					context.addIssue({
						code: 'custom',
						message: `Line ${at + 1}: “${word.slice(0, 30)}” is not a plan reference such as LEW-7K3QF`
					});
			}
		return [...new Set(refs)].sort();
	});

export const SampleForm = z
	.strictObject({
		/** Empty for as many plans as the auditors can take. */
		size: z.union([z.literal(''), wholeNumber('Enter a whole number of plans, or nothing')]).default(''),
		twice: wholeNumber('Enter a whole number of plans in 100')
			.refine((percent) => percent <= 100, 'Enter 100 or less')
			.default(15),
		minimum: wholeNumber('Enter a whole number of plans')
			.refine((plans) => plans >= 2 && plans <= 100, 'Enter 2 or more: one plan alone tells nothing of its group')
			.default(2),
		stratifyBy: z.array(z.enum(formDimensions)).max(formDimensions.length).default([]),
		stageFactors: z.array(named(Factor)).max(stageGroups.length).default([]),
		newFactor: factorText.default(1),
		/** Factors of the priorities that are offered; 0 for those that are no priority this time. */
		priorities: z
			.array(named(Factor.or(z.literal(0))))
			.max(20)
			.default([]),
		listLabel: z.string().trim().max(80, 'Shorten the name to 80 characters').default(''),
		listRefs: Refs.default([]),
		listFactor: factorText.default(1),
		seed: z
			.string()
			.trim()
			.min(1, 'Enter a seed')
			.max(60, 'The seed can have at most 60 characters')
			.regex(/^[\w .-]+$/, 'Enter a seed: letters, digits, spaces, dots and dashes')
	})
	.refine((form) => form.size === '' || (form.size >= 1 && form.size <= 100_000), {
		path: ['size'],
		message: 'Draw at least one plan, and 100,000 at most'
	})
	.refine((form) => form.listRefs.length === 0 || form.listLabel !== '', {
		path: ['listLabel'],
		message: 'Name the list, for example “Looked after”'
	});
export type SampleForm = z.infer<typeof SampleForm>;

/** What a form is filled in with, by the names of its fields. */
export type SampleFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * Gives the design that a form asks for. `offered`: the priorities that it could choose from; others are passed over. Without a number of
 * plans it is as many as auditors with these capacities can take, and not more than there are.
 */
export function designOf(
	form: SampleForm,
	{
		offered,
		capacities,
		frame
	}: { readonly offered: readonly Priority[]; readonly capacities: readonly number[]; readonly frame: number }
): SampleDesign {
	const wanted = new Map(form.priorities);
	const priorities = offered.flatMap((priority): Priority[] => {
		const factor = wanted.get(priority.id) ?? 0;
		return factor > 0 ? [{ ...priority, factor }] : [];
	});
	if (form.listRefs.length > 0)
		priorities.unshift({
			id: LIST,
			label: form.listLabel,
			match: { by: 'plans', planRefs: form.listRefs },
			factor: form.listFactor
		});
	const doubleMarkedShare = form.twice / 100;
	const stratifyBy: Dimension[] = [
		'priority',
		...formDimensions.filter((dimension) => form.stratifyBy.includes(dimension))
	];
	return SampleDesign.parse({
		size: form.size === '' ? Math.min(frame, sampleSize(capacities, doubleMarkedShare)) : form.size,
		minimumPerStratum: form.minimum,
		doubleMarkedShare,
		stratifyBy,
		priorities,
		stageFactors: Object.fromEntries(form.stageFactors.filter(([, factor]) => factor !== 1)),
		newFactor: form.newFactor
	});
}

/** Gives the fields of a form that asks for a design; `size` stays empty unless it was given. */
export function fieldsOf(
	design: Omit<SampleDesign, 'size'> & { readonly size?: number },
	offered: readonly Priority[]
): SampleFields {
	const list = design.priorities.find(({ id }) => id === LIST);
	const factorOf = (id: string) => design.priorities.find((priority) => priority.id === id)?.factor ?? 0;
	return {
		size: design.size === undefined ? '' : String(design.size),
		twice: String(Math.round(design.doubleMarkedShare * 100)),
		minimum: String(Math.max(2, design.minimumPerStratum)),
		stratifyBy: formDimensions.filter((dimension) => design.stratifyBy.includes(dimension)),
		stageFactors: stageGroups.map((stage) => `${stage}=${design.stageFactors[stage] ?? 1}`),
		newFactor: String(design.newFactor),
		priorities: offered.map(({ id }) => `${id}=${factorOf(id)}`),
		listLabel: list?.label ?? '',
		listRefs: list?.match.by === 'plans' ? list.match.planRefs.join('\n') : '',
		listFactor: String(list?.factor ?? 1)
	};
}
