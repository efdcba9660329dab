// Prints "N passed, N failed" from the JSON report of the test runner. Fails if a test or another step failed.
import { existsSync, readFileSync } from "node:fs";

const [reportFile, failedSteps] = process.argv.slice(2);
if (!existsSync(reportFile)) {
  console.log("0 passed, 1 failed");
  process.exit(1);
}
const report = JSON.parse(readFileSync(reportFile, "utf8"));
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed`);
const ran = report.numPassedTests > 0 && report.success === true;
process.exit(ran && report.numFailedTests === 0 && Number(failedSteps) === 0 ? 0 : 1);
