// Prints the records of a folder as log4brains reads them: file, title, status, and what took its place.
const { Log4brains } = require("@log4brains/core");

Log4brains.create(process.argv[2])
  .searchAdrs()
  .then((found) =>
    console.log(
      JSON.stringify(
        found.map((adr) => [`${adr.slug}.md`, adr.title, adr.status, adr.supersededBy ? `${adr.supersededBy}.md` : null]),
      ),
    ),
  );
