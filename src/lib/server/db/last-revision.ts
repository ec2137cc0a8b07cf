/** The last revision that was sent of an assignment's audit, as a column of a query on assignments. */
import { expressionBuilder } from 'kysely';
import type { StoreTables } from './store.ts';

/** Gives the subquery, for a query that has `assignment` among its tables, to be named with `as`. Null where nothing was sent. */
export function lastRevision() {
	return expressionBuilder<StoreTables, 'assignment'>()
		.selectFrom('submission')
		.select((of) => of.fn.max('submission.revision').as('revision'))
		.whereRef('submission.assignmentId', '=', 'assignment.assignmentId');
}
