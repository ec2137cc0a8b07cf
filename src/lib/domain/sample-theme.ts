/** Themes of a term: what kind of audit it is and which plans it looks at more closely. A theme fills in the design; all of it can be changed. */
import { usualPriorities, type Priority } from './sample-priority.ts';
import type { SampleDesign } from './sampling.ts';

export interface SampleTheme {
	readonly id: string;
	readonly label: string;
	readonly about: string;
	/** The kind of audit that goes with it (rubric: `profiles`); null where any does. */
	readonly profile: string | null;
	readonly design: Pick<SampleDesign, 'priorities' | 'newFactor'>;
}

function raised(ids: readonly string[], factor: number): Priority[] {
	return usualPriorities.filter(({ id }) => ids.includes(id)).map((priority) => ({ ...priority, factor }));
}

/**
 * The themes that there are. With a factor of 4, Years 5 and 9, about a seventh of an area's plans, are some two fifths of the sample:
 * enough in a usual term to be spoken of by themselves.
 */
export const sampleThemes: readonly SampleTheme[] = [
	{
		id: 'all_plans',
		label: 'All plans alike',
		about: 'Every plan has nearly the same chance, so that counts speak for all plans.',
		profile: null,
		design: { priorities: [], newFactor: 1 }
	},
	{
		id: 'health_and_care',
		label: 'Routine health and care audit (item 2.11)',
		about:
			'Sections C, D, E, F, G, H and J. New and amended plans are twice as likely to be drawn: they show what health and care services write now.',
		profile: 'health-care-routine',
		design: { priorities: [], newFactor: 2 }
	},
	{
		id: 'years_5_and_9',
		label: 'Years 5 and 9 (item 2.13)',
		about:
			'Plans that are rewritten before secondary school, and plans in which preparing for adulthood begins, four times as likely.',
		profile: 'transitions',
		design: { priorities: raised(['year_5', 'year_9'], 4), newFactor: 1 }
	},
	{
		id: 'phase_transfers',
		label: 'Phase transfers (item 2.14)',
		about: 'Plans of those who change phase within 12 months, three times as likely.',
		profile: 'transitions',
		design: { priorities: raised(['phase_transfer'], 3), newFactor: 1 }
	}
];

/** Gives a theme by its id, or the usual theme of a kind of audit, or else that of all plans alike. */
export function themeOf(id: string | null, profile: string): SampleTheme {
	const found =
		sampleThemes.find((theme) => theme.id === id) ?? sampleThemes.find((theme) => theme.profile === profile);
	return found ?? sampleThemes[0]!;
}
