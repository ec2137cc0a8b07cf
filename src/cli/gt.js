/**
 * The operator's commands: `npm run gt -- <command>`. An older Node can read this file: it finds one that is new enough, runs itself
 * again with that, and only then loads the command, which is TypeScript.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { environment, install, node, root } from './machine.js';

/**
 * @typedef {{ value?: string, hint: string, required?: boolean }} Option An option without `value` is a switch.
 * @typedef {Record<string, string | boolean | undefined>} Values
 * @typedef {{ summary: string, options: Record<string, Option>, more?: string, run: (values: Values) => unknown }} Command
 */

/** @type {Record<string, Command>} */
const commands = {
	serve: {
		summary: 'Serve the built product. Settings: HOST, PORT, ORIGIN, DATA_DIR, DATABASE_URL.',
		options: {},
		run: () => import('../server.ts')
	},
	migrate: {
		summary: 'Bring the store up to this version, making it where there is none.',
		options: {},
		run: async () => (await import('./gt-store.ts')).migrate()
	},
	check: {
		summary: 'Check the settings and the store; changes nothing.',
		options: {},
		run: async () => (await import('./gt-store.ts')).check()
	},
	demo: {
		summary: 'Write the demonstration partnership as import files: nine SEN2 modules, schools, people.',
		options: {
			out: { value: 'DIR', hint: 'the folder to write to; made where it is missing', required: true },
			seed: { value: 'TEXT', hint: 'another seed gives other children and plans' },
			today: { value: 'YYYY-MM-DD', hint: 'as of another day; the same seed and day give the same bytes' },
			key: { value: 'FILE', hint: 'also write the key file that an import into the loaded demonstration asks for' }
		},
		run: async (values) => (await import('./gt-demo.ts')).demo(values)
	},
	seed: {
		summary: 'Load the demonstration partnership, with six past terms of audits, into an empty store.',
		options: {
			'if-empty': { hint: 'say nothing is wrong where the store already holds something' },
			seed: { value: 'TEXT', hint: 'another seed gives other children and plans' },
			today: { value: 'YYYY-MM-DD', hint: 'as of another day' }
		},
		run: async (values) => (await import('./gt-seed.ts')).seed(values)
	},
	backup: {
		summary: 'Copy the embedded store to a file, also while it is in use.',
		options: { out: { value: 'FILE', hint: 'a file that does not exist yet', required: true } },
		more: 'For PostgreSQL use pg_dump: it knows that store best.',
		run: async (values) => (await import('./gt-backup.ts')).backup(values)
	},
	restore: {
		summary: 'Put a backup in the place of the embedded store. Stop the server first.',
		options: {
			from: { value: 'FILE', hint: 'a file that `backup` wrote', required: true },
			force: { hint: 'also where the store holds something; it is kept beside the new one' }
		},
		more: 'For PostgreSQL use pg_restore: it knows that store best.',
		run: async (values) => (await import('./gt-backup.ts')).restore(values)
	},
	invite: {
		summary:
			'Print an invitation link for somebody; on an empty store, also make the partnership and its first coordinator.',
		options: {
			email: { value: 'ADDRESS', hint: 'whom to invite', required: true },
			name: { value: 'NAME', hint: 'the name of somebody new' },
			role: { value: 'ROLE', hint: 'coordinator (the default), chair or headteacher, for somebody new' },
			partnership: { value: 'NAME', hint: 'the name of a new partnership' },
			code: { value: 'ABC', hint: 'three capital letters that begin its plan references' },
			la: { value: '209', hint: 'its three-digit local authority code' }
		},
		run: async (values) => (await import('./gt-invite.ts')).invite(values)
	}
};

/** @param {string} line @returns {never} */
function misused(line) {
	console.error(line);
	process.exit(2);
}

/** @param {string} name @param {Option} option */
function spelled(name, { value }) {
	return value ? `--${name} ${value}` : `--${name}`;
}

/** @param {[string, string][]} pairs */
function columns(pairs) {
	const width = Math.max(...pairs.map(([left]) => left.length));
	return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

function help() {
	const list = columns(Object.entries(commands).map(([name, { summary }]) => [name, summary]));
	return `npm run gt -- <command> [options]\n\n${list}\n\n  <command> --help says more about one.`;
}

/** @param {string} name @param {Command} command */
function helpOf(name, command) {
	const entries = Object.entries(command.options);
	const usage = entries.map(([option, each]) => (each.required ? spelled(option, each) : `[${spelled(option, each)}]`));
	const list = entries.length
		? `\n\n${columns(entries.map(([option, each]) => [spelled(option, each), each.hint]))}`
		: '';
	return [`npm run gt -- ${[name, ...usage].join(' ')}`, '', command.summary, ...(command.more ? [command.more] : [])]
		.join('\n')
		.concat(list);
}

/** Gives the values of a command's options, or ends with one line. @param {string} name @param {Command} command @param {string[]} args */
function valuesOf(name, command, args) {
	const options = Object.fromEntries(
		Object.entries(command.options).map(([option, { value }]) => [
			option,
			{ type: value ? /** @type {const} */ ('string') : /** @type {const} */ ('boolean') }
		])
	);
	const { values, tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
	const seeHelp = `See: npm run gt -- ${name} --help`;
	for (const token of tokens) {
		if (token.kind === 'positional') misused(`gt ${name}: "${token.value}" is not an option. ${seeHelp}`);
		if (token.kind !== 'option') continue;
		const option = command.options[token.name];
		if (!option) misused(`gt ${name}: unknown option ${token.rawName}. ${seeHelp}`);
		if (option.value && !token.value)
			misused(`gt ${name}: ${token.rawName} needs a value: ${option.value}. ${seeHelp}`);
		if (!option.value && token.value !== undefined) misused(`gt ${name}: ${token.rawName} takes no value. ${seeHelp}`);
	}
	for (const [option, { required }] of Object.entries(command.options))
		if (required && values[option] === undefined) misused(`gt ${name}: --${option} is missing. ${seeHelp}`);
	return /** @type {Values} */ (values);
}

/** Runs a command; what stops it is told in one line. @param {string[]} argv */
async function main([name, ...args]) {
	if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
		console.log(help());
		process.exit(name === undefined ? 2 : 0);
	}
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (!command) misused(`gt: unknown command "${name}". See: npm run gt -- --help`);
	if (args.includes('--help') || args.includes('-h')) {
		console.log(helpOf(name, command));
		return;
	}
	const values = valuesOf(name, command, args);
	// Asked here, not at the top, so that help and mistakes need nothing installed.
	if (!existsSync(join(root, 'node_modules', 'kysely'))) install();
	const own = node();
	// Releases before 22.18 read TypeScript only when told to.
	const reads = Boolean(/** @type {{ typescript?: unknown }} */ (process.features).typescript);
	if (own !== process.execPath || !reads) {
		const flags =
			own === process.execPath ? ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] : [];
		const again = spawnSync(own, [...flags, fileURLToPath(import.meta.url), name, ...args], {
			stdio: 'inherit',
			env: { ...process.env, ...environment() }
		});
		process.exit(again.status ?? 1);
	}
	try {
		await command.run(values);
	} catch (thrown) {
		console.error(`gt ${name}: ${thrown instanceof Error ? thrown.message.split('\n', 1)[0] : String(thrown)}`);
		process.exit(1);
	}
}

await main(process.argv.slice(2));
