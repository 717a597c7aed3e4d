import base from './vitest.cpu.config.js';
export default { ...base, test: { ...base.test, execArgv: ['--max-semi-space-size=32'] } };
