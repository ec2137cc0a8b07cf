/**
 * Runs the benchmarks: each file exports `bench`, which gives its rows. Machines are noisy: compare figures of one run with each
 * other, never with a clock elsewhere.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Row } from './figures.ts';

function shown(value: number): string {
	return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

async function main(args: readonly string[]): Promise<number> {
	const jsonAt = args.indexOf('--json');
	const jsonFile = jsonAt >= 0 ? args[jsonAt + 1] : undefined;
	if (jsonAt >= 0 && !jsonFile) {
		console.error('--json wants the name of a file');
		return 2;
	}
	const names = args.filter((_, at) => jsonAt < 0 || (at !== jsonAt && at !== jsonAt + 1));
	const known = readdirSync(import.meta.dirname)
		.filter((file) => file.endsWith('.bench.ts'))
		.map((file) => file.replace('.bench.ts', ''));
	const unknown = names.filter((name) => !known.includes(name));
	if (unknown.length > 0) {
		console.error(`No benchmark called ${unknown.join(', ')}. There are: ${known.join(', ')}`);
		return 2;
	}
	const results: Record<string, readonly Row[]> = {};
	for (const name of names.length > 0 ? names : known) {
		console.log(`\n${name}`);
		const module = (await import(pathToFileURL(join(import.meta.dirname, `${name}.bench.ts`)).href)) as {
			bench: () => Promise<Row[]>;
		};
		const rows = await module.bench();
		results[name] = rows;
		for (const row of rows)
			console.log(
				`  ${row.what.padEnd(64)} ${shown(row.value).padStart(10)} ${row.unit.padEnd(12)}${row.aim ? ` (aim: ${row.aim})` : ''}`
			);
	}
	const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version };
	if (jsonFile) writeFileSync(jsonFile, JSON.stringify({ machine, results }, null, '\t'));
	return 0;
}

if (process.argv[1] === import.meta.filename) process.exit(await main(process.argv.slice(2)));
