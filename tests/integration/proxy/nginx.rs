//! nginx with the packaged configuration, as a child process of a test.

use crate::support::http;
use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};

pub struct Nginx {
    child: Child,
    pub https: u16,
    pub http: u16,
    _folder: TempDir,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // With this signal it also stops its workers.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn program() -> &'static str {
    let installed = Path::new("/usr/sbin/nginx").exists();
    if installed { "/usr/sbin/nginx" } else { "nginx" }
}

/// Runs the packaged configuration, with changed addresses, certificate and header timeout. `included` goes into the
/// server that listens for https.
pub async fn nginx(backend: u16, included: Option<&str>) -> Nginx {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-keyout", &at("key.pem"), "-out", &at("cert.pem")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (https, http) = (free_port(), free_port());
    let packaged = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/nginx/injaaz.conf")).unwrap();
    let mut site = packaged;
    for (written, here) in [
        ("forms.example.org", "localhost".to_owned()),
        ("127.0.0.1:8000", format!("127.0.0.1:{backend}")),
        ("listen 443", format!("listen 127.0.0.1:{https}")),
        ("listen 80", format!("listen 127.0.0.1:{http}")),
        ("/etc/ssl/injaaz/fullchain.pem", at("cert.pem")),
        ("/etc/ssl/injaaz/privkey.pem", at("key.pem")),
        ("client_header_timeout 10s", "client_header_timeout 2s".to_owned()),
        ("client_body_timeout 30s", "client_body_timeout 2s".to_owned()),
    ] {
        assert!(site.contains(written), "{written} is not in the packaged configuration");
        site = site.replace(written, &here);
    }
    if let Some(included) = included {
        fs::write(at("included.conf"), included).unwrap();
        site = site.replacen("location / {", &format!("include {};\n    location / {{", at("included.conf")), 1);
    }
    let site: String =
        site.lines().filter(|line| !line.contains("listen [::]")).map(|line| format!("{line}\n")).collect();
    fs::write(at("site.conf"), site).unwrap();
    let temp: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {};\n", at(name)))
        .concat();
    let main = format!(
        "daemon off;\nworker_processes 1;\npid {};\nerror_log {} warn;\nevents {{ worker_connections 1024; }}\n\
         http {{\naccess_log off;\n{temp}include {};\n}}\n",
        at("pid"),
        at("error.log"),
        at("site.conf")
    );
    fs::write(at("nginx.conf"), main).unwrap();
    let run = |more: &[&str]| {
        let mut command = Command::new(program());
        command.args(["-p", &at(""), "-c", &at("nginx.conf"), "-e", &at("error.log")]).args(more);
        command
    };
    let tested = run(&["-t"]).output().expect("nginx, which `make test` installs");
    let said = String::from_utf8_lossy(&tested.stderr).into_owned();
    assert!(tested.status.success() && !said.contains("[warn]"), "{said}");
    let child = run(&[]).stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let nginx = Nginx { child, https, http, _folder: folder };
    let listening = async {
        while TcpStream::connect(("127.0.0.1", https)).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(10), listening).await.expect("nginx listens");
    nginx
}

/// A client that takes the certificate of the test and shows redirects.
pub fn client() -> reqwest::Client {
    let builder = http::builder().danger_accept_invalid_certs(true).redirect(reqwest::redirect::Policy::none());
    builder.build().unwrap()
}
