/** The published full audit rubric, as the server loads it. */
import { readFileSync } from 'node:fs';
import { Rubric } from '#lib/domain/rubric.ts';

const FILE = new URL('../../seeds/rubrics/ehcp-full-audit-0.2.0.json', import.meta.url);

/** Gives the file as parsed JSON, fresh each time, so that a test can spoil its own copy. */
export function rubricJson(): Record<string, unknown> {
	return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
}

export const fullRubric: Rubric = Rubric.parse(rubricJson());
