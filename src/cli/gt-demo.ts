/** `gt demo`: the demonstration partnership as the files that a local authority has, to be imported by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keyFileText } from '#lib/files/match-key.ts';
import { isValid, londonDate } from '#lib/domain/plain-date.ts';
import { DEMO_SEED, demonstration } from '#seeds/demo/demonstration.ts';
import { demoFiles } from '#seeds/demo/files.ts';
import { demoKeyFile } from '#seeds/demo/reading.ts';

/** Gives the day asked for, or today in London. Throws where it is no date. */
export function dayAsked(today: unknown): string {
	if (today === undefined) return londonDate(new Date().toISOString());
	if (typeof today !== 'string' || !isValid(today)) throw new Error('--today: not a date (YYYY-MM-DD)');
	return today;
}

/** Writes the files and says where they are. */
export async function demo(values: Readonly<Record<string, string | boolean | undefined>>): Promise<void> {
	const folder = resolve(String(values.out));
	const made = demonstration(String(values.seed ?? DEMO_SEED), dayAsked(values.today));
	mkdirSync(folder, { recursive: true });
	const files = demoFiles(made);
	for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
	console.log(`Wrote ${files.length} files of ${made.partnership.name} to ${folder}`);
	for (const { name } of files) console.log(`  ${name}`);
	if (values.key !== undefined) {
		const path = resolve(String(values.key));
		writeFileSync(path, keyFileText(await demoKeyFile()));
		console.log(`Wrote the key file ${path}`);
	}
	console.log('Nothing in them is a real child, school or person.');
}
