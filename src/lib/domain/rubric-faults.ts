/** What no shape can say of a rubric: ids are unique, references exist, figures match. Names the place of each fault. */
import type { Rubric } from './rubric-schema.ts';

export interface RubricFault {
	readonly path: (string | number)[];
	readonly message: string;
}

/** Gives every contradiction inside a rubric of the right shape; empty when it is sound. */
export function rubricFaults(rubric: Rubric): RubricFault[] {
	return repeated(
		rubric.sections.map((section) => section.code),
		['sections'],
		'code'
	);
}

/** Names every id that came before in the same list. */
function repeated(ids: string[], path: (string | number)[], key: string): RubricFault[] {
	const seen = new Set<string>();
	return ids.flatMap((id, at) => {
		if (seen.has(id)) return [{ path: [...path, at, key], message: `${id} is there twice` }];
		seen.add(id);
		return [];
	});
}
